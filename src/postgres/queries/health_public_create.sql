-- One row per schema as health::Answer::Count describes: schemas in which every role may create objects. PostgreSQL 13 and 14 make
-- the schema public so. From PostgreSQL 13 on, for any role.
SELECT format('schema %I', nspname) AS object, format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', nspname) AS remedy
  FROM pg_namespace
 WHERE EXISTS (SELECT FROM aclexplode(nspacl) WHERE grantee = 0 AND privilege_type = 'CREATE')
 ORDER BY 1
