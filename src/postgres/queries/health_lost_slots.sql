-- One row per replication slot as health::Answer::Count describes: slots that lost WAL which their consumer still needs
-- (wal_status lost), or will at the next checkpoint (unreserved). From PostgreSQL 13 on, for any role.
SELECT format('%s slot %I%s is %s', slot_type, slot_name, coalesce(' of database ' || quote_ident(database), ''), wal_status)
           AS object,
       CASE WHEN wal_status = 'lost' THEN format('SELECT pg_drop_replication_slot(%L)', slot_name) END AS remedy
  FROM pg_replication_slots
 WHERE wal_status IN ('lost', 'unreserved')
 ORDER BY slot_name
