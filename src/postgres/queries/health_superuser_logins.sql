-- One row per role as health::Answer::Count describes: roles that can log in, beside the one that initdb made, and are superusers, pass
-- by row-level security, or can become a superuser: by programs and files of the server, before PostgreSQL 16 by CREATEROLE too. From
-- PostgreSQL 13 on, for any role.
WITH logins AS (
    SELECT oid, rolname, rolsuper, rolbypassrls,
           rolcreaterole AND current_setting('server_version_num')::int < 160000 AS creates,
           (SELECT array_agg(powerful.rolname ORDER BY powerful.rolname) FROM pg_roles AS powerful
             WHERE powerful.rolname IN ('pg_execute_server_program', 'pg_write_server_files') AND pg_has_role(login.oid, powerful.oid, 'MEMBER'))
               AS member_of
      FROM pg_roles AS login
     WHERE rolcanlogin AND oid <> 10
)
SELECT format('role %I %s', rolname, CASE WHEN rolsuper THEN 'is a superuser'
                                          WHEN rolbypassrls THEN 'bypasses row-level security'
                                          WHEN creates THEN 'has CREATEROLE, by which it can give itself what the server may do'
                                          ELSE 'is a member of ' || array_to_string(member_of, ', ') END) AS object,
       CASE WHEN rolsuper THEN format('ALTER ROLE %I NOSUPERUSER', rolname)
            WHEN rolbypassrls THEN format('ALTER ROLE %I NOBYPASSRLS', rolname)
            WHEN creates THEN format('ALTER ROLE %I NOCREATEROLE', rolname)
            ELSE (SELECT string_agg(format('REVOKE %I FROM %I', powerful.rolname, logins.rolname), '; ' ORDER BY powerful.rolname)
                    FROM pg_auth_members JOIN pg_roles AS powerful ON powerful.oid = roleid
                   WHERE member = logins.oid AND powerful.rolname = ANY (logins.member_of)) END AS remedy
  FROM logins
 WHERE rolsuper OR rolbypassrls OR creates OR member_of IS NOT NULL
 ORDER BY rolname
