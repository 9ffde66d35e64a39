-- One row as health::Answer::Row describes: for how long no WAL file could be archived, where the last attempt failed, where nothing
-- says how, or where the archiver hangs: then WAL that is complete has waited for more than a minute. Failures that were followed
-- by a success are over. From PostgreSQL 13 on, for any role.
WITH settings AS (
    SELECT current_setting('archive_mode') AS mode,
           nullif(current_setting('archive_command', true), '') AS command,
           nullif(current_setting('archive_library', true), '') AS library,
           pg_size_bytes(current_setting('wal_segment_size')) AS segment,
           pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0') AS at
), state AS (
    SELECT archiver.*, settings.*,
           last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity') AS failing,
           mode <> 'off' AND library IS NULL AND coalesce(command, '(disabled)') = '(disabled)' AS without_command,
           -- Whole segments since the one that was archived last: timeline, high and low half of its place.
           floor(at / segment) - 1
               - CASE WHEN last_archived_wal ~ '^[0-9A-F]{24}$'
                      THEN ('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint::numeric * (4294967296 / segment)
                           + ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint END AS waiting,
           extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset, pg_postmaster_start_time()))
               ::double precision AS seconds
      FROM pg_stat_archiver AS archiver, settings
), judged AS (
    SELECT *, coalesce(waiting > 0 AND seconds > 60, false) AS hanging FROM state
)
SELECT CASE WHEN failing OR without_command OR hanging THEN greatest(seconds, 1) ELSE 0 END AS value,
       CASE WHEN without_command THEN 'archive_mode is on, and neither archive_command nor archive_library is set'
            WHEN failing THEN format('archiving fails: the last try at %s, of %s', last_failed_time::timestamptz(0), last_failed_wal)
            WHEN hanging THEN format('the archiver hangs: %s WAL files wait, the last one was archived at %s', waiting,
                                     last_archived_time::timestamptz(0))
            ELSE format('archived: %s', coalesce(last_archived_wal, 'nothing yet')) END AS message,
       CASE WHEN mode = 'off' THEN 'archive_mode is off'
            WHEN pg_is_in_recovery() AND mode <> 'always' THEN 'a standby archives nothing' END AS skipped
  FROM judged
