-- One row per table as health::Answer::Count describes: tables with row-level security and no policy: all but their owner see no
-- row. From PostgreSQL 13 on, for any role.
SELECT oid::regclass::text AS object
  FROM pg_class
 WHERE relkind IN ('r', 'p') AND relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
 ORDER BY 1
