-- $1 integer: a backend of ours. One row per session that it waits for, oldest transaction first: a line of text on it, whether
-- others wait behind ours meanwhile, and whether it is an autovacuum that PostgreSQL cancels for others. None while it does not
-- wait for a lock. What the session runs is told no further than to the first quote, behind which a secret may be. From
-- PostgreSQL 13 on; without pg_monitor the age and the query of others are unknown, and left out. `pg_blocking_pids` is asked
-- only while it waits: it holds up the lock manager for a moment.
SELECT CASE WHEN blocker.pid = 0 THEN 'a prepared transaction (see pg_prepared_xacts)' ELSE format('pid %s', blocker.pid) END
       || coalesce(' (' || nullif(concat_ws(', ', nullif(activity.application_name, ''), activity.usename, activity.state,
                                            -- What its query would say.
                                            CASE WHEN activity.pid IS NOT NULL AND activity.usesysid IS NULL AND activity.state IS NULL
                                                 THEN 'autovacuum' END), '')
                   || ')', '')
       || coalesce(', in its transaction for ' || date_trunc('second', clock_timestamp() - activity.xact_start), '')
       || coalesce(': ' || nullif(nullif(left(split_part(regexp_replace(activity.query, '\s+', ' ', 'g'), '''', 1), 80), ''),
                                  '<insufficient privilege>'), ''),
       EXISTS (SELECT FROM pg_stat_activity AS behind
                WHERE behind.wait_event_type = 'Lock' AND behind.pid <> waiting.pid
                  AND waiting.pid = ANY (pg_blocking_pids(behind.pid))),
       -- What else holds locks on tables has a user; of a prepared transaction nothing is known.
       activity.pid IS NOT NULL AND activity.usesysid IS NULL
       AND coalesce(activity.query, '') NOT LIKE '%(to prevent wraparound)%'
  FROM pg_stat_activity AS waiting
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(waiting.pid)) AS pid) AS blocker
  LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
 WHERE waiting.pid = $1
   AND waiting.wait_event_type = 'Lock'
 ORDER BY activity.xact_start NULLS LAST
 LIMIT 5
