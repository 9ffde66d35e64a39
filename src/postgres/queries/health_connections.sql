-- One row as health::Answer::Row describes: client connections other than ours, in percent of those that roles without
-- reserved slots may open. Background processes and walsenders use none of them. From PostgreSQL 13 on; reserved_connections
-- from 16 on. Without pg_read_all_stats the kind of other roles' sessions is NULL: then the value is too low, and it says so.
WITH seen AS (
    SELECT count(*) FILTER (WHERE backend_type = 'client backend') AS used,
           count(*) FILTER (WHERE backend_type IS NULL AND usesysid IS NOT NULL) AS hidden
      FROM pg_stat_activity
     WHERE pid <> pg_backend_pid()
), slots AS (
    SELECT current_setting('max_connections')::int
           - current_setting('superuser_reserved_connections')::int
           - coalesce(current_setting('reserved_connections', true)::int, 0) AS available
), holders AS (
    SELECT format('%s by role %s in database %s%s', count(*), usename, datname,
                  coalesce(', application ' || nullif(application_name, ''), '')) AS holder,
           count(*) AS held
      FROM pg_stat_activity
     WHERE backend_type = 'client backend'
       AND pid <> pg_backend_pid()
     GROUP BY usename, datname, application_name
     ORDER BY count(*) DESC, 1
     LIMIT 5
)
SELECT (100.0 * used / available)::double precision AS value,
       format('%s of %s connections in use', used, available) AS message,
       CASE WHEN hidden > 0 THEN format('hidden sessions of other roles: %s', hidden) END AS blind,
       hidden > 0 AS lacks_privilege,
       (SELECT array_agg(holder ORDER BY held DESC, holder) FROM holders) AS objects
  FROM seen, slots
