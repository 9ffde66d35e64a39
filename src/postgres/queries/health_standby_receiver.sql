-- One row per fault of a standby as health::Answer::Count describes: it receives nothing, or its replay is paused. From
-- PostgreSQL 13 on; without pg_read_all_stats the state of the receiver is hidden, but not that there is one. A standby that is
-- fed from an archive alone (no primary_conninfo) has no receiver by design.
SELECT 'no WAL receiver runs: the standby falls behind' AS object, NULL AS remedy, NULL AS skipped
 WHERE CASE WHEN pg_is_in_recovery() THEN current_setting('primary_conninfo') <> '' END
   AND NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL)
 UNION ALL
SELECT 'replay is paused', 'SELECT pg_wal_replay_resume()', NULL
 WHERE CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END
 UNION ALL
SELECT NULL, NULL, 'this is no standby'
 WHERE NOT pg_is_in_recovery()
