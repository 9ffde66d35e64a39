-- Why the current role cannot make a scratch database on this server; NULL where it can. And what this session is known by in the
-- names of those it makes (see scratch_leftovers.sql). From PostgreSQL 13 on.
SELECT CASE WHEN pg_is_in_recovery() THEN 'it is a standby'
            WHEN NOT (rolsuper OR rolcreatedb) THEN format('the role %I has no CREATEDB', rolname)
       END,
       (SELECT to_char(backend_start AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') || '_' || pid
          FROM pg_stat_activity
         WHERE pid = pg_backend_pid())
  FROM pg_roles
 WHERE rolname = current_user
