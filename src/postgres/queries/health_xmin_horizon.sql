-- One row per holder as health::Answer::Worst describes: how many transactions old the oldest snapshot is that keeps VACUUM from
-- removing dead rows, by who holds it: sessions, prepared transactions, replication slots, standbys with feedback. From PostgreSQL
-- 13 on. Ages are open to every role; without pg_read_all_stats whose session it is is shown by role and pid alone.
SELECT format('pid %s (%s)%s holds %s transactions', pid, concat_ws(', ', nullif(application_name, ''), usename, datname),
              coalesce(' ' || state || coalesce(format(' for %s s', round(extract(epoch FROM clock_timestamp() - xact_start))), ''),
                       ''),
              greatest(age(backend_xmin), age(backend_xid))) AS object,
       greatest(age(backend_xmin), age(backend_xid))::double precision AS value,
       CASE WHEN backend_type = 'client backend' THEN format('SELECT pg_terminate_backend(%s)', pid) END AS remedy
  FROM pg_stat_activity
 WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
   AND backend_type IS DISTINCT FROM 'walsender'
 UNION ALL
SELECT format('prepared transaction %L of role %I in database %I holds %s transactions', gid, owner, database, age(transaction)),
       age(transaction)::double precision, format('ROLLBACK PREPARED %L', gid)
  FROM pg_prepared_xacts
 UNION ALL
SELECT format('%s slot %I (%s) holds %s transactions', slot_type, slot_name, CASE WHEN active THEN 'active' ELSE 'inactive' END,
              greatest(age(xmin), age(catalog_xmin))),
       greatest(age(xmin), age(catalog_xmin))::double precision,
       CASE WHEN NOT active THEN format('SELECT pg_drop_replication_slot(%L)', slot_name) END
  FROM pg_replication_slots
 WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
 UNION ALL
SELECT format('the feedback of standby %s (pid %s) holds %s transactions', coalesce(nullif(application_name, ''), 'without a name'),
              pid, age(backend_xmin)),
       age(backend_xmin)::double precision, NULL
  FROM pg_stat_replication
 WHERE backend_xmin IS NOT NULL
