-- $1 oid: a default partition; $2 text: the name of the constraint by which pgkeel proves what it does not hold. One row: whether
-- it is a plain table, whether that constraint is there, whether deleting its rows fires triggers of somebody's, and the columns
-- that rows are written with. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT relation.relkind = 'r' AS is_table,
       EXISTS (SELECT FROM pg_constraint WHERE conrelid = relation.oid AND contype = 'c' AND conname = $2) AS has_proof,
       -- Bit 3 of tgtype is DELETE.
       EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation.oid AND NOT tgisinternal AND tgtype & 8 <> 0)
         OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = relation.oid) AS deletes_fire,
       (SELECT coalesce(array_agg(attname::text ORDER BY attnum), '{}')
          FROM pg_attribute
         WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
  FROM pg_class AS relation
 WHERE relation.oid = $1
