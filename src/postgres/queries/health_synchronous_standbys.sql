-- One row as health::Answer::Count describes, where synchronous_standby_names asks for standbys and none of them is there: then
-- commits wait for ever. From PostgreSQL 13 on; who is synchronous is hidden without pg_read_all_stats.
SELECT format('no standby is synchronous, and synchronous_standby_names is %s', current_setting('synchronous_standby_names')) AS object,
       NULL AS skipped, NULL AS blind, false AS lacks_privilege
 WHERE current_setting('synchronous_standby_names') <> '' AND NOT pg_is_in_recovery()
   AND NOT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state IS NULL OR sync_state IN ('sync', 'quorum'))
 UNION ALL
SELECT NULL, NULL, 'which standbys are synchronous is hidden', true
 WHERE current_setting('synchronous_standby_names') <> ''
   AND EXISTS (SELECT FROM pg_stat_replication WHERE sync_state IS NULL)
 UNION ALL
SELECT NULL, 'synchronous_standby_names is empty', NULL, false
 WHERE current_setting('synchronous_standby_names') = '' OR pg_is_in_recovery()
