-- One row per role as health::Answer::Count describes: roles that can log in and have no password, beside the one that initdb made. From
-- PostgreSQL 13 on; only a superuser, or a role with SELECT on pg_authid, sees it.
SELECT format('role %I', rolname) AS object
  FROM pg_authid
 WHERE rolcanlogin AND rolpassword IS NULL AND oid <> 10
 ORDER BY rolname
