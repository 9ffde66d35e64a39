-- $1, $2 bigint: the two keys of an advisory lock. One line of text on the session of this database that holds it, and on what
-- it runs, as an orphan of a killed pgkeel still may: no further than to the first quote, behind which a secret may be.
-- From PostgreSQL 13 on; without pg_monitor the application and the times of others are unknown, and left out.
SELECT format('pid %s', locks.pid)
       || coalesce(format(' (%s)', nullif(concat_ws(', ', nullif(activity.application_name, ''), activity.usename), '')), '')
       || coalesce(format(', connected since %s', to_char(activity.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')), '')
       || coalesce(CASE WHEN activity.state = 'active'
                        THEN format(', running for %s: %s', date_trunc('second', clock_timestamp() - activity.query_start),
                                    left(split_part(regexp_replace(activity.query, '\s+', ' ', 'g'), '''', 1), 80))
                   END, '')
  FROM pg_locks AS locks
  LEFT JOIN pg_stat_activity AS activity USING (pid)
 WHERE locks.locktype = 'advisory'
   AND locks.granted
   AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND locks.classid::bigint = $1
   AND locks.objid::bigint = $2
   AND locks.objsubid = 2
