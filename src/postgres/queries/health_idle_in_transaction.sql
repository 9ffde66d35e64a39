-- One row as health::Answer::Row describes: how long the longest of the sessions that are idle in a transaction, aborted or not,
-- has been so, measured from its last change of state. From PostgreSQL 13 on. Without pg_read_all_stats the state of other
-- roles' sessions is NULL, and where track_activities is off it is "disabled": then the value is too low, and it says so.
WITH idle AS (
    SELECT pid, usename, datname, application_name, state,
           greatest(extract(epoch FROM clock_timestamp() - state_change), 0)::double precision AS seconds
      FROM pg_stat_activity
     WHERE state IN ('idle in transaction', 'idle in transaction (aborted)')
       AND pid <> pg_backend_pid()
), unseen AS (
    SELECT count(*) FILTER (WHERE backend_type IS NULL AND usesysid IS NOT NULL) AS hidden,
           count(*) FILTER (WHERE backend_type = 'client backend' AND state = 'disabled') AS untracked
      FROM pg_stat_activity
     WHERE pid <> pg_backend_pid()
), longest AS (
    SELECT * FROM idle ORDER BY seconds DESC, pid LIMIT 20
)
SELECT coalesce((SELECT max(seconds) FROM idle), 0) AS value,
       CASE (SELECT count(*) FROM idle)
            WHEN 0 THEN 'no session is idle in transaction'
            WHEN 1 THEN '1 session is idle in transaction'
            ELSE format('%s sessions are idle in transaction', (SELECT count(*) FROM idle))
       END AS message,
       CASE WHEN hidden > 0 THEN format('hidden sessions of other roles: %s', hidden)
            WHEN untracked > 0 THEN format('sessions with track_activities off: %s', untracked)
       END AS blind,
       hidden > 0 AS lacks_privilege,
       (SELECT array_agg(format('pid %s (%s) %s for %s s', pid,
                                concat_ws(', ', nullif(application_name, ''), usename, datname), state, round(seconds))
                         ORDER BY seconds DESC, pid) FROM longest) AS objects,
       (SELECT array_agg(seconds ORDER BY seconds DESC, pid) FROM longest) AS object_values,
       (SELECT array_agg(format('SELECT pg_terminate_backend(%s)', pid) ORDER BY seconds DESC, pid) FROM longest)
           AS object_remedies
  FROM unseen
