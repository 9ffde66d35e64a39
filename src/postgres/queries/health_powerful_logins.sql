-- One row per role as health::Answer::Count describes: roles that can log in and, without being superusers, may SET ROLE to one, or make and
-- change roles (CREATEROLE; before PostgreSQL 16 that is in superuser_logins: it was much more then). From PostgreSQL 13 on, for any role.
SELECT format('role %I %s', login.rolname,
              CASE WHEN super.names IS NOT NULL THEN 'may SET ROLE to ' || super.names
                   ELSE 'has CREATEROLE: it makes roles, and changes and gives away those that it made or may administer' END) AS object
  FROM pg_roles AS login
 CROSS JOIN LATERAL (SELECT string_agg(quote_ident(above.rolname), ', ' ORDER BY above.rolname) AS names
                       FROM pg_roles AS above WHERE above.rolsuper AND above.oid <> login.oid AND pg_has_role(login.oid, above.oid, 'MEMBER')) AS super
 WHERE login.rolcanlogin AND NOT login.rolsuper
   AND (super.names IS NOT NULL OR login.rolcreaterole AND current_setting('server_version_num')::int >= 160000)
 ORDER BY login.rolname
