-- One row per role as health::Answer::Worst describes: seconds for which the password of a role that can log in is still valid, or
-- since when it is not any more. From PostgreSQL 13 on, for any role.
SELECT format('role %I: %s %s', rolname, CASE WHEN rolvaliduntil < clock_timestamp() THEN 'expired' ELSE 'expires' END,
              CASE rolvaliduntil WHEN '-infinity' THEN 'for ever ago' ELSE to_char(rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC') END)
           AS object,
       CASE rolvaliduntil WHEN '-infinity' THEN -1e9
            ELSE extract(epoch FROM rolvaliduntil - clock_timestamp()) END::double precision AS value,
       CASE WHEN rolvaliduntil < clock_timestamp() THEN format('ALTER ROLE %I NOLOGIN', rolname) END AS remedy
  FROM pg_roles
 WHERE rolcanlogin AND rolvaliduntil < 'infinity'
