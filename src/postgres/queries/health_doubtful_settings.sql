-- One row per setting as health::Answer::Count describes: settings under which what was reported as done may be lost
-- (synchronous_commit; wal_level, with which no base backup, archive or standby can be made), or foreign keys and triggers are left
-- out (session_replication_role), as the server has them, and as databases and roles have them for all their sessions; and more
-- shared_buffers than effective_cache_size, which contains them: one of the two is not for this machine. From PostgreSQL 13 on, for
-- any role.
WITH bad (name, setting, spelled) AS (
    VALUES ('synchronous_commit', 'off', ARRAY['off', 'false', 'no', '0']), ('session_replication_role', 'replica', ARRAY['replica']),
           ('wal_level', 'minimal', ARRAY['minimal'])
)
SELECT format('%s = %s%s', name, setting, CASE source WHEN 'command line' THEN ' (on the command line)' ELSE '' END) AS object,
       CASE WHEN source <> 'command line' THEN format('ALTER SYSTEM RESET %I', name) END AS remedy
  FROM pg_settings
  JOIN bad USING (name, setting)
 WHERE source NOT IN ('database', 'user', 'database user', 'session', 'client')
 UNION ALL
SELECT format('%s = %s%s%s', bad.name, bad.setting, coalesce(' for role ' || quote_ident(rolname), ''),
              coalesce(' in database ' || quote_ident(datname), '')),
       format('ALTER %s RESET %I', CASE WHEN setrole = 0 THEN format('DATABASE %I', datname)
                                        WHEN setdatabase = 0 THEN format('ROLE %I', rolname)
                                        ELSE format('ROLE %I IN DATABASE %I', rolname, datname) END, bad.name)
  FROM pg_db_role_setting
 CROSS JOIN LATERAL unnest(setconfig) AS config
  JOIN bad ON bad.name = split_part(config, '=', 1) AND lower(split_part(config, '=', 2)) = ANY (bad.spelled)
  LEFT JOIN pg_roles ON pg_roles.oid = setrole
  LEFT JOIN pg_database ON pg_database.oid = setdatabase
 UNION ALL
SELECT format('shared_buffers = %s, more than effective_cache_size = %s', current_setting('shared_buffers'),
              current_setting('effective_cache_size')),
       NULL
 WHERE pg_size_bytes(current_setting('shared_buffers')) > pg_size_bytes(current_setting('effective_cache_size'))
 ORDER BY 1
