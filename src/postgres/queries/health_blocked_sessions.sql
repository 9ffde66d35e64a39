-- One row as health::Answer::Row describes: how long the longest of the sessions that wait for a lock has waited, and who is at
-- the root of each queue. The wait is counted from pg_locks.waitstart, which any role sees (from 14 on; NULL for an instant
-- after the wait began). PostgreSQL 13 has only the start of the statement, which is earlier, and hidden from other roles
-- without pg_read_all_stats: then it says so. pg_blocking_pids stops the lock manager for a moment, so it is asked about the
-- fifty longest waits only.
WITH RECURSIVE waiting AS MATERIALIZED (
    SELECT locks.pid,
           upper(regexp_replace(regexp_replace(locks.mode, 'Lock$', ''), '([a-z])([A-Z])', '\1 \2', 'g')) AS mode,
           locks.locktype, locks.relation, locks.database, activity.usename, activity.datname,
           activity.application_name,
           extract(epoch FROM clock_timestamp() - CASE
               WHEN to_jsonb(locks) ? 'waitstart'
               THEN coalesce((to_jsonb(locks) ->> 'waitstart')::timestamptz, clock_timestamp())
               ELSE activity.query_start
           END)::double precision AS seconds
      FROM pg_locks AS locks
      JOIN pg_stat_activity AS activity USING (pid)
     WHERE NOT locks.granted
       AND locks.pid <> pg_backend_pid()
), longest AS MATERIALIZED (
    SELECT * FROM waiting ORDER BY seconds DESC NULLS LAST, pid LIMIT 50
), edges AS MATERIALIZED (
    SELECT DISTINCT longest.pid AS waiter, blocker
      FROM longest, unnest(pg_blocking_pids(longest.pid)) AS blocker
), walk (waiter, blocker) AS (
    SELECT waiter, blocker FROM edges
     UNION
    SELECT walk.waiter, edges.blocker FROM walk JOIN edges ON edges.waiter = walk.blocker
), roots AS (
    SELECT walk.waiter, min(walk.blocker) AS pid, count(*) AS number
      FROM walk
     WHERE NOT EXISTS (SELECT FROM edges WHERE edges.waiter = walk.blocker)
     GROUP BY walk.waiter
), described AS (
    SELECT longest.pid, longest.seconds,
           format('pid %s (%s) has waited %s s for %s on %s, ', longest.pid,
                  concat_ws(', ', nullif(longest.application_name, ''), longest.usename, longest.datname),
                  round(longest.seconds), longest.mode,
                  CASE WHEN longest.relation IS NULL THEN 'a ' || longest.locktype
                       WHEN longest.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                       THEN longest.relation::regclass::text
                       ELSE format('relation %s of another database', longest.relation)
                  END)
           || CASE WHEN roots.pid IS NULL THEN 'in a circle or just freed'
                   WHEN roots.pid = 0 THEN 'blocked by a prepared transaction (see pg_prepared_xacts)'
                   ELSE format('blocked by pid %s (%s)%s', roots.pid,
                               concat_ws(', ', nullif(root.application_name, ''), root.usename, root.datname, root.state),
                               coalesce(format(', in its transaction for %s s',
                                               round(extract(epoch FROM clock_timestamp() - root.xact_start))), ''))
              END
           || CASE WHEN roots.number > 1 THEN format(' and %s more', roots.number - 1) ELSE '' END AS queue,
           CASE WHEN root.state = 'active' THEN format('SELECT pg_cancel_backend(%s)', roots.pid)
                WHEN root.backend_type = 'client backend' THEN format('SELECT pg_terminate_backend(%s)', roots.pid)
           END AS remedy
      FROM longest
      LEFT JOIN roots ON roots.waiter = longest.pid
      LEFT JOIN pg_stat_activity AS root ON root.pid = roots.pid
)
SELECT coalesce((SELECT max(greatest(seconds, 0)) FROM waiting), 0) AS value,
       CASE (SELECT count(*) FROM waiting)
            WHEN 0 THEN 'no session waits for a lock'
            WHEN 1 THEN '1 session waits for a lock'
            ELSE format('%s sessions wait for a lock', (SELECT count(*) FROM waiting))
       END AS message,
       CASE WHEN EXISTS (SELECT FROM waiting WHERE seconds IS NULL) THEN 'how long sessions of other roles wait is hidden' END
           AS blind,
       EXISTS (SELECT FROM waiting WHERE seconds IS NULL) AS lacks_privilege,
       (SELECT array_agg(queue ORDER BY seconds DESC NULLS LAST, pid) FROM described) AS objects,
       (SELECT array_agg(seconds ORDER BY seconds DESC NULLS LAST, pid) FROM described) AS object_values,
       (SELECT array_agg(remedy ORDER BY seconds DESC NULLS LAST, pid) FROM described) AS object_remedies
