-- $1 text[]: schemas, for all of which it is the same. Of what PostgreSQL itself makes in pg_catalog, that on which somebody has
-- changed the privileges, with `made_by`; `default_acl` is what they were after initdb. From PostgreSQL 13 on.
WITH initial AS (
       SELECT classoid, objoid, objsubid, initprivs::text[] AS acl
         FROM pg_init_privs
        WHERE privtype = 'i')
SELECT object.kind,
       object.classid,
       object.objid,
       object.objsubid,
       object.schema::text,
       object.name::text,
       object.part::text,
       '' AS definition,
       ARRAY['made_by', 'PostgreSQL'] AS attributes,
       object.owner,
       coalesce(object.acl::text[], object.default_acl) AS acl,
       coalesce(initial.acl, object.default_acl) AS default_acl,
       0 AS position
  FROM (SELECT CASE class.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
               'pg_class'::regclass::oid AS classid, class.oid AS objid, 0 AS objsubid, namespace.nspname AS schema,
               class.relname AS name, NULL::name AS part, class.relowner AS owner, class.relacl AS acl,
               acldefault('r', class.relowner)::text[] AS default_acl
          FROM pg_class AS class
          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
         WHERE namespace.nspname = 'pg_catalog'
           AND class.oid < 16384
           AND class.relkind IN ('r', 'v', 'S')
        UNION ALL
        SELECT 'column', 'pg_class'::regclass, class.oid, attribute.attnum, namespace.nspname, class.relname, attribute.attname,
               class.relowner, attribute.attacl, '{}'::text[]
          FROM pg_attribute AS attribute
          JOIN pg_class AS class ON class.oid = attribute.attrelid
          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
         WHERE namespace.nspname = 'pg_catalog'
           AND attribute.attrelid < 16384
           AND attribute.attacl IS NOT NULL
        UNION ALL
        SELECT CASE proc.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END, 'pg_proc'::regclass, proc.oid, 0, namespace.nspname,
               format('%I(%s)', proc.proname, oidvectortypes(proc.proargtypes)), NULL, proc.proowner, proc.proacl,
               acldefault('f', proc.proowner)::text[]
          FROM pg_proc AS proc
          JOIN pg_namespace AS namespace ON namespace.oid = proc.pronamespace
         WHERE namespace.nspname = 'pg_catalog'
           AND proc.oid < 16384
           AND proc.proacl IS NOT NULL
        UNION ALL
        SELECT 'language', 'pg_language'::regclass, language.oid, 0, NULL, language.lanname, NULL, language.lanowner,
               language.lanacl, acldefault('l', language.lanowner)::text[]
          FROM pg_language AS language
         WHERE language.oid < 16384
        UNION ALL
        SELECT 'schema', 'pg_namespace'::regclass, namespace.oid, 0, NULL, namespace.nspname, NULL, namespace.nspowner,
               namespace.nspacl, acldefault('n', namespace.nspowner)::text[]
          FROM pg_namespace AS namespace
         WHERE namespace.nspname = 'pg_catalog') AS object
  LEFT JOIN initial
    ON initial.classoid = object.classid AND initial.objoid = object.objid AND initial.objsubid = object.objsubid
 WHERE coalesce(object.acl::text[], object.default_acl) IS DISTINCT FROM coalesce(initial.acl, object.default_acl)
   AND $1::text[] IS NOT NULL
