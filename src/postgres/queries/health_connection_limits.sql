-- One row per role or database with a CONNECTION LIMIT as health::Answer::Worst describes: its connections in percent of it,
-- ours left out. Superusers are not bound by them. From PostgreSQL 13 on. Without pg_read_all_stats the role and database of
-- another's session are still shown, but not whether it is a client.
WITH sessions AS (
    SELECT usesysid, datid FROM pg_stat_activity
     WHERE pid <> pg_backend_pid() AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
), limited AS (
    SELECT format('role %I', rolname) AS name, rolconnlimit AS allowed,
           (SELECT count(*) FROM sessions WHERE usesysid = pg_roles.oid) AS used
      FROM pg_roles
     WHERE rolconnlimit > 0 AND rolcanlogin AND NOT rolsuper
     UNION ALL
    SELECT format('database %I', datname), datconnlimit, (SELECT count(*) FROM sessions WHERE datid = pg_database.oid)
      FROM pg_database
     WHERE datconnlimit > 0 AND datallowconn
)
SELECT format('%s has %s of %s connections in use', name, used, allowed) AS object,
       (100.0 * used / allowed)::double precision AS value
  FROM limited
