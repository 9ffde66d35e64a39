-- One row as health::Answer::Rate describes: attempts to archive a WAL file that failed, whether or not a later one did not. From
-- PostgreSQL 13 on, for any role.
SELECT failed_count::double precision AS count,
       extract(epoch FROM stats_reset)::double precision AS counts_since,
       extract(epoch FROM clock_timestamp())::double precision AS at,
       CASE WHEN current_setting('archive_mode') = 'off' THEN 'archive_mode is off'
            WHEN pg_is_in_recovery() AND current_setting('archive_mode') <> 'always' THEN 'a standby archives nothing' END AS skipped
  FROM pg_stat_archiver
