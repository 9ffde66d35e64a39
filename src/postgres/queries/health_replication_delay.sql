-- One row per standby as health::Answer::Worst describes: for how many seconds its data is behind. A primary has it as last measured
-- (replay_lag), which stands still with a replay that stands still: replication_lag has the bytes. A standby that has replayed all that
-- it received, and receives, is not behind; one that is cut off is by the age of the last transaction that it has, at most. From
-- PostgreSQL 13 on. Without pg_read_all_stats the rows of pg_stat_replication are empty; whether a standby has a primary takes
-- pg_read_all_settings.
WITH standbys AS (
    SELECT format('%s (%s, %s)', coalesce(nullif(application_name, ''), 'pid ' || pid), coalesce(host(client_addr), 'local'), state) AS name,
           replay_lsn, replay_lag, state
      FROM pg_stat_replication
     WHERE state IS DISTINCT FROM 'backup' AND state IS DISTINCT FROM 'startup'
), here AS (
    SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn() ELSE pg_last_wal_replay_lsn() END AS lsn,
           EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) AS receives,
           CASE WHEN pg_is_in_recovery() THEN current_setting('primary_conninfo') <> '' END AS has_primary
)
SELECT format('%s is %s s behind', name, round(extract(epoch FROM replay_lag)::numeric, 1)) AS object,
       extract(epoch FROM replay_lag)::double precision AS value, NULL AS skipped, NULL AS blind, NULL AS missing_grant
  FROM standbys, here
 WHERE replay_lsn < here.lsn AND replay_lag > interval '0'
 UNION ALL
SELECT format('this standby is %s s behind%s', round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())),
              CASE WHEN receives THEN '' ELSE ' at most, and receives nothing' END),
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::double precision, NULL, NULL, NULL
  FROM here
 WHERE has_primary AND NOT (receives AND coalesce(pg_last_wal_receive_lsn() <= lsn, false)) AND pg_last_xact_replay_timestamp() IS NOT NULL
 UNION ALL
SELECT NULL, NULL, NULL, 'this standby has not replayed a transaction since it was started, and is not known to have all', NULL
  FROM here
 WHERE has_primary AND NOT (receives AND coalesce(pg_last_wal_receive_lsn() <= lsn, false)) AND pg_last_xact_replay_timestamp() IS NULL
 UNION ALL
SELECT NULL, NULL, NULL, 'how far standbys are behind is hidden', format('GRANT pg_read_all_stats TO %I', current_user)
 WHERE EXISTS (SELECT FROM standbys WHERE state IS NULL)
 UNION ALL
SELECT NULL, NULL, CASE WHEN pg_is_in_recovery() THEN 'this standby is fed from an archive alone: what is younger it cannot know'
                        ELSE 'no standby is connected' END, NULL, NULL
  FROM here
 WHERE NOT EXISTS (SELECT FROM standbys) AND has_primary IS NOT TRUE
