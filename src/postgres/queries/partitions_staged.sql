-- $1 text: a LIKE pattern of the comments of tables that are made but not yet attached. One row for each. From PostgreSQL 13 on;
-- needs no privileges and waits for no lock.
SELECT pg_namespace.nspname::text AS schema, pg_class.relname::text AS name, pg_description.description AS comment
  FROM pg_description
  JOIN pg_class ON pg_class.oid = pg_description.objoid
  JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
 WHERE pg_description.classoid = 'pg_class'::regclass
   AND pg_description.objsubid = 0
   AND pg_description.description LIKE $1
   AND NOT pg_class.relispartition
 ORDER BY 1, 2
