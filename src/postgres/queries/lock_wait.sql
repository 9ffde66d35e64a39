-- $1 integer: a backend of ours. One row per session that it waits for, oldest transaction first: a line of text on it, and whether
-- others wait behind ours meanwhile. None while it does not wait for a lock. What the session runs is told no further than to the
-- first quote, behind which a secret may be. From PostgreSQL 13 on; without pg_monitor the application, the age and the query of
-- others are unknown, and left out. `pg_blocking_pids` is asked only while it waits: it holds up the lock manager for a moment.
SELECT format('pid %s', blocker.pid)
       || coalesce(format(' (%s)', nullif(concat_ws(', ', nullif(activity.application_name, ''), activity.usename,
                                                    activity.state), '')), '')
       || coalesce(format(', in its transaction for %s', date_trunc('second', clock_timestamp() - activity.xact_start)), '')
       || coalesce(format(': %s', nullif(left(split_part(regexp_replace(activity.query, '\s+', ' ', 'g'), '''', 1), 80), '')), ''),
       EXISTS (SELECT FROM pg_stat_activity AS behind
                WHERE behind.wait_event_type = 'Lock' AND behind.pid <> waiting.pid
                  AND waiting.pid = ANY (pg_blocking_pids(behind.pid)))
  FROM pg_stat_activity AS waiting
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(waiting.pid)) AS pid) AS blocker
  LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
 WHERE waiting.pid = $1
   AND waiting.wait_event_type = 'Lock'
 ORDER BY activity.xact_start NULLS LAST
 LIMIT 5
