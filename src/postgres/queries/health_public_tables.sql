-- One row per table, view or sequence as health::Answer::Count describes: what every role may read or write by a grant to PUBLIC.
-- Left out: what belongs to the system or an extension. From PostgreSQL 13 on, for any role.
SELECT format('%s: %s', class.oid::regclass, string_agg(DISTINCT privilege_type, ', ')) AS object,
       format('REVOKE ALL ON %s FROM PUBLIC', class.oid::regclass) AS remedy
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 CROSS JOIN LATERAL aclexplode(class.relacl) AS granted
 WHERE granted.grantee = 0 AND class.relpersistence <> 't' AND class.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
 GROUP BY class.oid
 ORDER BY 1
