-- One row per database as health::Answer::Worst describes, and one for the shared catalogs: pages whose checksum was wrong
-- since the statistics were reset. From PostgreSQL 13 on, for any role.
SELECT format('%s: %s, the last at %s', coalesce('database ' || datname, 'shared catalogs'), checksum_failures,
              to_char(checksum_last_failure AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC')) AS object,
       checksum_failures::double precision AS value,
       NULL AS skipped
  FROM pg_stat_database
 WHERE checksum_failures > 0
 UNION ALL
SELECT NULL, NULL, 'data checksums are off: no damage of a page would be noticed'
 WHERE current_setting('data_checksums') = 'off'
