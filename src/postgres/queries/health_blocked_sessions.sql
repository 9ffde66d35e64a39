-- One row as health::Answer::Row describes: how long the longest of the sessions that wait for a lock has waited, and who blocks whom:
-- a line per session, those that wait below the one that they wait for, the roots first that others wait for longest. The wait is
-- counted from pg_locks.waitstart, which any role sees (from 14 on; NULL for an instant after the wait began). PostgreSQL 13 has only
-- the start of the statement, which is earlier, and hidden from other roles without pg_read_all_stats: then it says so.
-- pg_blocking_pids stops the lock manager for a moment, so it is asked about the fifty longest waits only. Of what a session runs a
-- text is shown up to its first quote, dollar quote or comment, and of a utility statement the first words: the rest may hold secrets.
WITH RECURSIVE waiting AS MATERIALIZED (
    SELECT locks.pid,
           upper(regexp_replace(regexp_replace(locks.mode, 'Lock$', ''), '([a-z])([A-Z])', '\1 \2', 'g')) AS mode,
           locks.locktype, locks.relation, locks.database,
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
), parents AS (
    -- Under one that waits itself, if there is one: that is who is next in the queue.
    SELECT DISTINCT ON (waiter) waiter, blocker
      FROM edges
     ORDER BY waiter, blocker IN (SELECT pid FROM longest) DESC, blocker
), above (pid, root) AS (
    SELECT waiter, blocker FROM parents
     UNION
    SELECT above.pid, parents.blocker FROM above JOIN parents ON parents.waiter = above.root
), nodes AS (
    SELECT longest.pid, longest.seconds, (SELECT blocker FROM parents WHERE waiter = longest.pid) AS parent FROM longest
     UNION
    SELECT blocker, NULL::double precision, NULL::int FROM parents WHERE blocker NOT IN (SELECT pid FROM longest)
), behind AS (
    SELECT nodes.pid, greatest(nodes.seconds, (SELECT max(longest.seconds) FROM above JOIN longest USING (pid) WHERE above.root = nodes.pid))
               AS seconds,
           (SELECT count(DISTINCT above.pid) FROM above WHERE above.root = nodes.pid AND above.pid <> nodes.pid) AS number
      FROM nodes
), tree (pid, depth, path) AS (
    -- A circle has no root: its longest wait begins it.
    SELECT nodes.pid, 0, ARRAY[-coalesce(behind.seconds, 0), nodes.pid]::double precision[]
      FROM nodes JOIN behind USING (pid)
     WHERE parent IS NULL
        OR EXISTS (SELECT FROM above WHERE above.pid = nodes.pid AND above.root = nodes.pid)
           AND NOT EXISTS (SELECT FROM above JOIN nodes AS other ON other.pid = above.root
                            WHERE above.pid = nodes.pid AND (other.seconds, -other.pid) > (nodes.seconds, -nodes.pid))
     UNION ALL
    SELECT nodes.pid, tree.depth + 1, tree.path || ARRAY[-coalesce(nodes.seconds, 0), nodes.pid]::double precision[]
      FROM tree
      JOIN nodes ON nodes.parent = tree.pid
     WHERE NOT nodes.pid::double precision = ANY (tree.path)
), described AS (
    SELECT tree.pid, tree.path, behind.seconds,
           CASE tree.depth WHEN 0 THEN '' ELSE repeat('   ', tree.depth - 1) || '└─ ' END
           || CASE WHEN tree.pid = 0
                   THEN format('a prepared transaction (%s)',
                               coalesce((SELECT string_agg(quote_literal(gid), ' or ' ORDER BY prepared) FROM pg_prepared_xacts),
                                        'see pg_prepared_xacts'))
                   ELSE format('pid %s (%s)', tree.pid,
                               concat_ws(', ', nullif(activity.application_name, ''), activity.usename, activity.datname,
                                         nullif(activity.backend_type, 'client backend')))
              END
           || CASE WHEN longest.pid IS NULL THEN coalesce(' is ' || activity.state, '')
                   ELSE format(' has waited %s s for %s on %s', round(longest.seconds), longest.mode,
                              CASE WHEN longest.relation IS NULL THEN 'a ' || longest.locktype
                                   WHEN longest.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                                   THEN longest.relation::regclass::text
                                   ELSE format('relation %s of another database', longest.relation)
                              END)
              END
           || CASE WHEN longest.pid IS NULL AND activity.xact_start IS NOT NULL
                   THEN format(', in its transaction for %s s', round(extract(epoch FROM clock_timestamp() - activity.xact_start)))
                   ELSE '' END
           || CASE WHEN behind.number > 0 THEN format(', blocks %s', behind.number) ELSE '' END
           || CASE WHEN tree.depth = 0 AND longest.pid IS NOT NULL THEN ', in a circle or just freed' ELSE '' END
           || CASE WHEN activity.query ~* '^\s*(select|insert|update|delete|merge|with)\M'
                   THEN ': ' || rtrim(left(regexp_replace(substring(activity.query FROM $$^\s*((?:[^'$/-]|\$\d|/(?!\*)|-(?!-))*)$$), '\s+', ' ', 'g'), 100))
                   ELSE coalesce(': ' || substring(activity.query FROM '^\s*(\w+(?:\s+\w+)?)') || ' …', '') END AS line,
           CASE WHEN tree.depth > 0 OR longest.pid IS NOT NULL THEN NULL
                WHEN activity.state = 'active' THEN format('SELECT pg_cancel_backend(%s)', tree.pid)
                WHEN activity.backend_type = 'client backend' THEN format('SELECT pg_terminate_backend(%s)', tree.pid)
           END AS remedy
      FROM tree
      JOIN behind USING (pid)
      LEFT JOIN longest USING (pid)
      LEFT JOIN pg_stat_activity AS activity USING (pid)
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
       (SELECT array_agg(line ORDER BY path) FROM described) AS objects,
       (SELECT array_agg(greatest(seconds, 0) ORDER BY path) FROM described) AS object_values,
       (SELECT array_agg(remedy ORDER BY path) FROM described) AS object_remedies
