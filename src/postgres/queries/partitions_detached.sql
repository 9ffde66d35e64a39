-- $1 text: a LIKE pattern of the comments that mark what pgkeel detached. One row for each table with such a comment that is no
-- partition. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT pg_class.oid,
       pg_namespace.nspname::text AS schema,
       pg_class.relname::text AS name,
       pg_class.relkind = 'f' AS is_foreign,
       pg_class.relkind = 'p' AS is_partitioned,
       pg_description.description AS comment
  FROM pg_description
  JOIN pg_class ON pg_class.oid = pg_description.objoid
  JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
 WHERE pg_description.classoid = 'pg_class'::regclass
   AND pg_description.objsubid = 0
   AND pg_description.description LIKE $1
   AND pg_class.relkind IN ('r', 'p', 'f')
   AND NOT pg_class.relispartition
 ORDER BY pg_class.oid
