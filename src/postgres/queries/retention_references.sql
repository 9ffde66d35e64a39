-- $1 oid: a table. The foreign keys that point at it, and at those tables whose rows go with its rows by ON DELETE CASCADE, however
-- far; a partitioned table's stand for those of its partitions. Each with the columns that it points at, and what it does on DELETE
-- and UPDATE. From PostgreSQL 13 on; needs no privilege.
WITH RECURSIVE going (oid) AS (
    SELECT $1::oid
    UNION
    SELECT coalesce(pg_catalog.pg_partition_root(foreign_key.conrelid), foreign_key.conrelid)
      FROM pg_catalog.pg_constraint AS foreign_key
      JOIN going ON going.oid = foreign_key.confrelid
     WHERE foreign_key.contype = 'f' AND foreign_key.confdeltype = 'c'
)
SELECT DISTINCT
       foreign_key.conname::text AS name,
       from_schema.nspname::text AS from_schema, from_class.relname::text AS from_name,
       to_schema.nspname::text AS to_schema, to_class.relname::text AS to_name,
       (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_catalog.pg_attribute
         WHERE attrelid = foreign_key.confrelid AND attnum = ANY (foreign_key.confkey)) AS columns,
       foreign_key.confdeltype = 'c' AS deletes,
       foreign_key.confupdtype IN ('c', 'n', 'd') AND foreign_key.confrelid = $1 AS updates
  FROM pg_catalog.pg_constraint AS foreign_key
  JOIN going ON going.oid = foreign_key.confrelid
  JOIN pg_catalog.pg_class AS from_class
    ON from_class.oid = coalesce(pg_catalog.pg_partition_root(foreign_key.conrelid), foreign_key.conrelid)
  JOIN pg_catalog.pg_namespace AS from_schema ON from_schema.oid = from_class.relnamespace
  JOIN pg_catalog.pg_class AS to_class ON to_class.oid = foreign_key.confrelid
  JOIN pg_catalog.pg_namespace AS to_schema ON to_schema.oid = to_class.relnamespace
 WHERE foreign_key.contype = 'f'
 ORDER BY 2, 3, 1
