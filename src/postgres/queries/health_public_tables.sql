-- One row per table, view, sequence, column or default as health::Answer::Count describes: what every role may read or write by a
-- grant to PUBLIC, and what it will be able to of tables to come. Left out: what belongs to the system or an extension. From
-- PostgreSQL 13 on, for any role.
WITH relations AS (
    SELECT class.oid, class.relacl, CASE class.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || class.oid::regclass::text AS name
      FROM pg_class AS class
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
     WHERE class.relpersistence <> 't' AND class.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND namespace.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
)
SELECT format('%s: %s', oid::regclass, string_agg(DISTINCT privilege_type, ', ')) AS object, format('REVOKE ALL ON %s FROM PUBLIC', name) AS remedy
  FROM relations
 CROSS JOIN LATERAL aclexplode(relacl) AS granted
 WHERE granted.grantee = 0
 GROUP BY oid, name
 UNION ALL
SELECT format('%s.%s: %s', relations.oid::regclass, quote_ident(attname), string_agg(DISTINCT privilege_type, ', ')),
       format('REVOKE ALL (%I) ON %s FROM PUBLIC', attname, name)
  FROM relations
  JOIN pg_attribute ON attrelid = relations.oid AND attacl IS NOT NULL AND NOT attisdropped
 CROSS JOIN LATERAL aclexplode(attacl) AS granted
 WHERE granted.grantee = 0
 GROUP BY relations.oid, name, attname
 UNION ALL
SELECT format('tables that %I will make%s: %s', pg_get_userbyid(defaclrole), coalesce(' in schema ' || quote_ident(nspname), ''),
              string_agg(DISTINCT privilege_type, ', ')),
       format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON TABLES FROM PUBLIC', pg_get_userbyid(defaclrole),
              coalesce(' IN SCHEMA ' || quote_ident(nspname), ''))
  FROM pg_default_acl
  LEFT JOIN pg_namespace AS namespace ON namespace.oid = defaclnamespace
 CROSS JOIN LATERAL aclexplode(defaclacl) AS granted
 WHERE granted.grantee = 0 AND defaclobjtype = 'r'
 GROUP BY defaclrole, nspname
 ORDER BY 1
