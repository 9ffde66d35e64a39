-- One row per table as health::Answer::Count describes: what is unlogged is emptied by a crash and not on a standby. From
-- PostgreSQL 13 on, for any role.
SELECT format('%s', oid::regclass) AS object,
       format('ALTER TABLE %s SET LOGGED', oid::regclass) AS remedy
  FROM pg_class
 WHERE relpersistence = 'u' AND relkind = 'r'
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
 ORDER BY 1
