-- $1 text: a table, or an index, as SQL. The SQL names of the INVALID indexes that REINDEX CONCURRENTLY of it, or of what it is
-- parted into, has left. From PostgreSQL 13 on.
WITH target AS (
    SELECT coalesce(index.indrelid, class.oid) AS oid
      FROM pg_class AS class
      LEFT JOIN pg_index AS index ON index.indexrelid = class.oid
     WHERE class.oid = to_regclass($1)
)
SELECT index.indexrelid::regclass::text
  FROM pg_index AS index
  JOIN pg_class AS class ON class.oid = index.indexrelid
 WHERE NOT index.indisvalid
   AND class.relname ~ '_cc(new|old)[0-9]*$'
   AND index.indrelid IN (SELECT unnest(ARRAY[class.oid, class.reltoastrelid])
                            FROM target
                            JOIN pg_class AS class ON class.oid = target.oid
                                 OR class.oid IN (SELECT relid FROM pg_partition_tree(target.oid)))
