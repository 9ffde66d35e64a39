-- $1 text[]: schemas, for all of which it is the same. The roles: owners and who has privileges. From PostgreSQL 13 on.
SELECT oid,
       rolname::text AS rolname
  FROM pg_roles
 WHERE $1::text[] IS NOT NULL
