-- One row per setting as health::Answer::Count describes: settings that trade data for speed, or hide its loss: as the server has them,
-- and as databases and roles have them for all their sessions. What the command line says no other SQL changes. From PostgreSQL 13
-- on, for any role.
WITH bad (name, setting) AS (
    VALUES ('fsync', 'off'), ('full_page_writes', 'off'), ('zero_damaged_pages', 'on'), ('ignore_checksum_failure', 'on'),
           ('ignore_invalid_pages', 'on'), ('ignore_system_indexes', 'on'), ('allow_system_table_mods', 'on'), ('data_sync_retry', 'on')
)
SELECT format('%s = %s%s', name, setting, CASE source WHEN 'command line' THEN ' (on the command line)' ELSE '' END) AS object,
       CASE WHEN source <> 'command line' THEN format('ALTER SYSTEM SET %I = %L', name, CASE setting WHEN 'on' THEN 'off' ELSE 'on' END) END
           AS remedy
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
  JOIN bad ON bad.name = split_part(config, '=', 1)
   AND lower(split_part(config, '=', 2)) = ANY (CASE bad.setting WHEN 'on' THEN ARRAY['on', 'true', 'yes', '1'] ELSE ARRAY['off', 'false', 'no', '0'] END)
  LEFT JOIN pg_roles ON pg_roles.oid = setrole
  LEFT JOIN pg_database ON pg_database.oid = setdatabase
 WHERE setrole <> 0 OR setdatabase <> 0
 ORDER BY 1
