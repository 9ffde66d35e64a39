-- One row per setting as health::Answer::Count describes: settings that trade data for speed, or hide its loss. From PostgreSQL
-- 13 on, for any role.
SELECT format('%s = %s', name, setting) AS object,
       CASE WHEN context IN ('sighup', 'user', 'superuser', 'postmaster')
            THEN format('ALTER SYSTEM SET %I = %L', name, CASE setting WHEN 'on' THEN 'off' ELSE 'on' END)
       END AS remedy
  FROM pg_settings
 WHERE (name IN ('fsync', 'full_page_writes') AND setting = 'off')
    OR (name IN ('zero_damaged_pages', 'ignore_checksum_failure', 'ignore_invalid_pages', 'ignore_system_indexes',
                 'allow_system_table_mods', 'data_sync_retry') AND setting = 'on')
 ORDER BY name
