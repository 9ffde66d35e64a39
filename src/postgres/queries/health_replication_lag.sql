-- One row per standby as health::Answer::Worst describes: bytes of WAL that it has not replayed yet, as its primary sees it; of
-- what only receives (pg_receivewal), not written yet. One that has just connected is left out.
-- From PostgreSQL 13 on. Without pg_read_all_stats the rows of pg_stat_replication are empty: then it says so.
WITH here AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
), receivers AS (
    SELECT format('%s (%s, %s)', coalesce(nullif(application_name, ''), 'pid ' || pid), coalesce(host(client_addr), 'local'), state)
               AS name,
           greatest(pg_wal_lsn_diff(here.lsn, coalesce(replay_lsn, flush_lsn, write_lsn, sent_lsn)), 0) AS bytes,
           coalesce(replay_lsn, flush_lsn, write_lsn, sent_lsn) IS NULL AS unknown, state
      FROM pg_stat_replication, here
     WHERE state IS DISTINCT FROM 'backup' AND state IS DISTINCT FROM 'startup'
)
SELECT format('%s is %s behind', name, CASE WHEN unknown THEN 'an unknown length' ELSE pg_size_pretty(bytes) END) AS object,
       CASE WHEN NOT unknown THEN bytes::double precision END AS value, NULL AS skipped, NULL AS blind, false AS lacks_privilege
  FROM receivers WHERE state IS NOT NULL
 UNION ALL
SELECT NULL, NULL, NULL, 'how far standbys are behind is hidden', true
 WHERE EXISTS (SELECT FROM receivers WHERE state IS NULL)
 UNION ALL
SELECT NULL, NULL, 'no standby is connected', NULL, false
 WHERE NOT EXISTS (SELECT FROM receivers)
