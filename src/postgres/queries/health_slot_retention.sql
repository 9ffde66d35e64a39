-- One row per replication slot as health::Answer::Worst describes: bytes of WAL that it keeps from being removed, counted from
-- restart_lsn. Lost slots keep none: lost_slots finds them. From PostgreSQL 13 on, for any role, on a standby too.
WITH here AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT format('%s slot %I (%s) keeps %s', slot_type, slot_name, CASE WHEN active THEN 'active' ELSE 'inactive' END,
              pg_size_pretty(greatest(pg_wal_lsn_diff(here.lsn, restart_lsn), 0))) AS object,
       greatest(pg_wal_lsn_diff(here.lsn, restart_lsn), 0)::double precision AS value,
       CASE WHEN NOT active THEN format('SELECT pg_drop_replication_slot(%L)', slot_name) END AS remedy
  FROM pg_replication_slots, here
 WHERE restart_lsn IS NOT NULL
