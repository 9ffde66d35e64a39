-- One row per setting as health::Answer::Count describes: settings under which what was reported as done may be lost. As the server
-- has it, and as databases and roles have it for all their sessions. From PostgreSQL 13 on, for any role.
SELECT 'synchronous_commit = off' AS object, 'ALTER SYSTEM RESET synchronous_commit' AS remedy
  FROM pg_settings
 WHERE name = 'synchronous_commit' AND setting = 'off' AND source NOT IN ('database', 'user', 'database user', 'session', 'client')
 UNION ALL
SELECT format('synchronous_commit = off%s%s', coalesce(' for role ' || quote_ident(rolname), ''), coalesce(' in database ' || quote_ident(datname), '')),
       CASE WHEN datname IS NULL THEN format('ALTER ROLE %I RESET synchronous_commit', rolname)
            WHEN rolname IS NULL THEN format('ALTER DATABASE %I RESET synchronous_commit', datname)
            ELSE format('ALTER ROLE %I IN DATABASE %I RESET synchronous_commit', rolname, datname) END
  FROM pg_db_role_setting
  LEFT JOIN pg_roles ON pg_roles.oid = setrole
  LEFT JOIN pg_database ON pg_database.oid = setdatabase
 WHERE setconfig && ARRAY['synchronous_commit=off', 'synchronous_commit=false', 'synchronous_commit=no', 'synchronous_commit=0']
 ORDER BY 1
