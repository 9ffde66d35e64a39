-- One row per table as health::Answer::Count describes: tables without a primary key. Left out: partitions, tables of extensions,
-- temporary and system tables. From PostgreSQL 13 on, for any role.
SELECT class.oid::regclass::text AS object
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p') AND NOT class.relispartition AND class.relpersistence <> 't'
   AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = class.oid AND contype = 'p')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
 ORDER BY 1
