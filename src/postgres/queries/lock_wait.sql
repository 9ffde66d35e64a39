-- $1 integer: a backend of ours. One line of text per session that it waits for, oldest transaction first; none while it does
-- not wait for a lock. From PostgreSQL 13 on; without pg_monitor the application and the age of others are unknown, and left
-- out. `pg_blocking_pids` is asked only while it waits: it holds up the lock manager for a moment.
SELECT format('pid %s', blocker.pid)
       || coalesce(format(' (%s)', nullif(concat_ws(', ', nullif(activity.application_name, ''), activity.usename,
                                                    activity.state), '')), '')
       || coalesce(format(', in its transaction for %s', date_trunc('second', clock_timestamp() - activity.xact_start)), '')
  FROM pg_stat_activity AS waiting
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(waiting.pid)) AS pid) AS blocker
  LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
 WHERE waiting.pid = $1
   AND waiting.wait_event_type = 'Lock'
 ORDER BY activity.xact_start NULLS LAST
 LIMIT 5
