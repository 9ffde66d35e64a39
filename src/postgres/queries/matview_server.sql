-- One row: the server's clock, the database, whether it is a standby, and since when it has counted changes of tables without a reset or a crash (NULL
-- where it does not count). From PostgreSQL 13 on, for any role.
SELECT clock_timestamp() AS now, pg_is_in_recovery() AS in_recovery, current_database()::text AS database,
       CASE WHEN current_setting('track_counts')::boolean
            THEN format('%s %s', (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
                        (SELECT stats_reset FROM pg_stat_bgwriter)) END AS counted_since
