-- One row per role as health::Answer::Count describes: roles whose password is kept as MD5. From PostgreSQL 13 on; only a superuser,
-- or a role with SELECT on pg_authid, sees how passwords are kept.
SELECT format('role %I', rolname) AS object
  FROM pg_authid
 WHERE rolpassword LIKE 'md5%' AND rolcanlogin
 ORDER BY rolname
