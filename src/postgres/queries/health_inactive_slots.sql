-- One row per replication slot as health::Answer::Count describes: slots that nobody reads, for over ten minutes where that is
-- known (inactive_since, from PostgreSQL 17 on). Left out: temporary ones, those that have reserved nothing yet, lost ones, and
-- those that a standby keeps in step with its primary. From PostgreSQL 13 on, for any role.
SELECT format('%s slot %I%s%s', slot_type, slot_name, coalesce(' of database ' || quote_ident(database), ''),
              coalesce(', inactive since ' || (to_jsonb(slots) ->> 'inactive_since'), '')) AS object,
       format('SELECT pg_drop_replication_slot(%L)', slot_name) AS remedy
  FROM pg_replication_slots AS slots
 WHERE NOT active AND NOT temporary
   AND (restart_lsn IS NOT NULL OR xmin IS NOT NULL OR catalog_xmin IS NOT NULL)
   AND wal_status IS DISTINCT FROM 'lost'
   AND NOT coalesce((to_jsonb(slots) ->> 'synced')::boolean, false)
   AND coalesce((to_jsonb(slots) ->> 'inactive_since')::timestamptz < clock_timestamp() - interval '10 minutes', true)
 ORDER BY slot_name
