-- One row per role as health::Answer::Count describes: superusers that can log in, and roles that pass by row-level security, beside
-- the one that initdb made. From PostgreSQL 13 on, for any role.
SELECT format('role %I%s', rolname, CASE WHEN rolsuper THEN ' is a superuser' ELSE ' bypasses row-level security' END) AS object,
       format('ALTER ROLE %I %s', rolname, CASE WHEN rolsuper THEN 'NOSUPERUSER' ELSE 'NOBYPASSRLS' END) AS remedy
  FROM pg_roles
 WHERE rolcanlogin AND (rolsuper OR rolbypassrls) AND oid <> 10
   AND (rolvaliduntil IS NULL OR rolvaliduntil > clock_timestamp())
 ORDER BY rolname
