-- One row per session as health::Answer::Worst describes: how long client sessions have had a transaction open. Left out:
-- autovacuum, walsenders and our own. From PostgreSQL 13 on. Without pg_read_all_stats those of other roles are hidden, and
-- where track_activities is off nobody knows: then it says so. No text of a query is shown: it may hold secrets.
SELECT format('pid %s (%s) %s, in its transaction for %s s', pid,
              concat_ws(', ', nullif(application_name, ''), usename, datname), state,
              round(extract(epoch FROM clock_timestamp() - xact_start))) AS object,
       greatest(extract(epoch FROM clock_timestamp() - xact_start), 0)::double precision AS value,
       format('SELECT %s(%s)', CASE state WHEN 'active' THEN 'pg_cancel_backend' ELSE 'pg_terminate_backend' END, pid) AS remedy,
       NULL AS blind, false AS lacks_privilege
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
 UNION ALL
SELECT NULL, NULL, NULL, format('sessions with track_activities off: %s', count(*)), false
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state = 'disabled' AND pid <> pg_backend_pid()
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, NULL, format('hidden sessions of other roles: %s', count(*)), true
  FROM pg_stat_activity
 WHERE backend_type IS NULL AND usesysid IS NOT NULL
HAVING count(*) > 0
