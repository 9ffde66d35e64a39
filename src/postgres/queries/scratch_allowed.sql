-- Why the current role cannot make a scratch database on this server; NULL where it can. From PostgreSQL 13 on.
SELECT CASE WHEN pg_is_in_recovery() THEN 'it is a standby'
            WHEN NOT (rolsuper OR rolcreatedb) THEN format('the role %I has no CREATEDB', rolname)
       END
  FROM pg_roles
 WHERE rolname = current_user
