-- One row as health::Answer::Row describes: for how long no WAL file could be archived, where the last attempt failed, or where
-- archiving is on and nothing says how. Failures that were followed by a success are over. From PostgreSQL 13 on, for any role.
WITH settings AS (
    SELECT current_setting('archive_mode') AS mode,
           nullif(current_setting('archive_command', true), '') AS command,
           nullif(current_setting('archive_library', true), '') AS library
), state AS (
    SELECT archiver.*, settings.*,
           last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity') AS failing,
           mode <> 'off' AND library IS NULL AND coalesce(command, '(disabled)') = '(disabled)' AS without_command,
           extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset, pg_postmaster_start_time()))
               ::double precision AS seconds
      FROM pg_stat_archiver AS archiver, settings
)
SELECT CASE WHEN failing OR without_command THEN greatest(seconds, 1) ELSE 0 END AS value,
       CASE WHEN without_command THEN 'archive_mode is on, and neither archive_command nor archive_library is set'
            WHEN failing THEN format('archiving fails: the last try at %s, of %s', last_failed_time::timestamptz(0), last_failed_wal)
            ELSE format('archived: %s', coalesce(last_archived_wal, 'nothing yet')) END AS message,
       CASE WHEN mode = 'off' THEN 'archive_mode is off'
            WHEN pg_is_in_recovery() AND mode <> 'always' THEN 'a standby archives nothing' END AS skipped
  FROM state
