-- $1 text[]: relations, as SQL names. One line of text per other session that holds a lock on one of them, oldest transaction
-- first. From PostgreSQL 13 on; without pg_monitor the application and the age of others are unknown, and left out.
SELECT format('pid %s', locks.pid)
       || coalesce(format(' (%s)', nullif(concat_ws(', ', nullif(activity.application_name, ''), activity.usename,
                                                    activity.state), '')), '')
       || coalesce(format(', in its transaction for %s', date_trunc('second', clock_timestamp() - activity.xact_start)), '')
  FROM (SELECT DISTINCT pid
          FROM pg_locks
         WHERE locktype = 'relation'
           AND granted
           AND pid <> pg_backend_pid()
           AND relation = ANY (SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name)) AS locks
  LEFT JOIN pg_stat_activity AS activity USING (pid)
 ORDER BY activity.xact_start NULLS LAST
 LIMIT 5
