-- One row as health::Answer::Row describes, and as Forecast does: the age of the oldest transaction id or multixact id of any database, those that
-- allow no connections included, in percent of the 2^31 after which it would wrap around. From PostgreSQL 13 on, for any role.
WITH ages AS (
    SELECT datname, 'transaction id' AS kind, age(datfrozenxid)::bigint AS age FROM pg_database
     UNION ALL
    SELECT datname, 'multixact id', mxid_age(datminmxid)::bigint FROM pg_database
), percentages AS (
    SELECT datname, kind, age, (100.0 * age / 2147483648)::double precision AS percentage FROM ages
), oldest AS (
    SELECT * FROM percentages ORDER BY percentage DESC, datname, kind LIMIT 20
)
SELECT (SELECT max(percentage) FROM percentages) AS value,
       (SELECT format('the oldest %s is %s old, in database %s; autovacuum steps in at %s', kind, age, datname,
                      current_setting(CASE kind WHEN 'multixact id' THEN 'autovacuum_multixact_freeze_max_age'
                                                ELSE 'autovacuum_freeze_max_age' END))
          FROM oldest ORDER BY percentage DESC, datname, kind LIMIT 1) AS message,
       (SELECT array_agg(format('database %s: oldest %s %s', datname, kind, age) ORDER BY percentage DESC, datname, kind)
          FROM oldest) AS objects,
       (SELECT array_agg(format('database %s: oldest %s', datname, kind) ORDER BY percentage DESC, datname, kind) FROM oldest) AS counted,
       (SELECT array_agg(age ORDER BY percentage DESC, datname, kind) FROM oldest)::double precision[] AS counts,
       (SELECT array_agg(2147483648 ORDER BY percentage DESC, datname, kind) FROM oldest)::double precision[] AS ends,
       extract(epoch FROM clock_timestamp())::double precision AS at,
       (SELECT array_agg(percentage ORDER BY percentage DESC, datname, kind) FROM oldest) AS object_values
