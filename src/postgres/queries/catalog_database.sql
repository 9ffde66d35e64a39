-- $1 text[]: schemas. Those schemas, and what stands in no schema, in the uniform columns of docs/catalog.md:
--   `schema`              no definition. The default privileges of `public` are those that a new database's has, on this version.
--                         Its owner is NULL where it is the one that initdb gave it before PostgreSQL 15
--   `extension`           no definition; attributes `version` and `schema`; all but plpgsql
--   `event-trigger`       the full CREATE; attribute `state` where it is not simply enabled
--   `default-privileges`  no definition; the name is what follows ALTER DEFAULT PRIVILEGES, and the kind of objects. They add
--                         to nothing where they are of one schema (the default is an empty list), else they take the place of
--                         PostgreSQL's own. Those of schemas that are not managed are left out
--   `cast`, `transform`   the full CREATE; the name is `(source as target)`, `for type language language`
--   `language`, `access-method`  the full CREATE
-- The default privileges of what an extension made are those that its script gave (pg_init_privs).
-- From PostgreSQL 13 on.
SELECT 'schema' AS kind,
       'pg_namespace'::regclass::oid AS classid,
       namespace.oid AS objid,
       0 AS objsubid,
       NULL::text AS schema,
       namespace.nspname::text AS name,
       NULL::text AS part,
       '' AS definition,
       NULL::text[] AS attributes,
       namespace.nspowner AS owner, -- from 15
       CASE WHEN namespace.nspname <> 'public' OR namespace.nspowner <> 10 THEN namespace.nspowner END AS owner, -- before 15
       -- One that was dropped and made again has no privileges of its own, which is not what a new database's `public` has.
       CASE WHEN namespace.nspname = 'public' THEN coalesce(namespace.nspacl, acldefault('n', namespace.nspowner))
            ELSE namespace.nspacl END::text[] AS acl,
       CASE WHEN namespace.nspname = 'public'
            THEN acldefault('n', namespace.nspowner)
                 || ('=U/' || namespace.nspowner::regrole)::aclitem -- from 15
                 || ('=UC/' || namespace.nspowner::regrole)::aclitem -- before 15
            WHEN namespace.nspacl IS NOT NULL
            THEN coalesce(initial.initprivs, acldefault('n', namespace.nspowner)) END::text[] AS default_acl,
       0 AS position
  FROM pg_namespace AS namespace
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_namespace'::regclass AND initial.objoid = namespace.oid
 WHERE namespace.nspname = ANY ($1)
 UNION ALL
SELECT 'extension',
       'pg_extension'::regclass,
       extension.oid,
       0,
       NULL,
       extension.extname,
       NULL,
       '',
       ARRAY['version', extension.extversion, 'schema', namespace.nspname],
       NULL,
       NULL,
       NULL,
       0
  FROM pg_extension AS extension
  JOIN pg_namespace AS namespace ON namespace.oid = extension.extnamespace
 WHERE extension.extname <> 'plpgsql'
 UNION ALL
SELECT 'event-trigger',
       'pg_event_trigger'::regclass,
       trigger.oid,
       0,
       NULL,
       trigger.evtname,
       NULL,
       format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()',
              trigger.evtname,
              trigger.evtevent,
              (SELECT format(' WHEN TAG IN (%s)', string_agg(quote_literal(tag), ', ' ORDER BY number))
                 FROM unnest(trigger.evttags) WITH ORDINALITY AS tag (tag, number)
               HAVING count(*) > 0),
              trigger.evtfoid::regproc),
       CASE WHEN trigger.evtenabled <> 'O'
            THEN ARRAY['state', CASE trigger.evtenabled WHEN 'D' THEN 'disabled'
                                                        WHEN 'R' THEN 'enabled on replicas only'
                                                        WHEN 'A' THEN 'enabled always' END] END,
       trigger.evtowner,
       NULL,
       NULL,
       0
  FROM pg_event_trigger AS trigger
 UNION ALL
SELECT 'default-privileges',
       'pg_default_acl'::regclass,
       privileges.oid,
       0,
       NULL,
       concat_ws(' ',
                 'for role ' || quote_ident(role.rolname),
                 'in schema ' || quote_ident(namespace.nspname),
                 'on ' || CASE privileges.defaclobjtype WHEN 'r' THEN 'tables'
                                                        WHEN 'S' THEN 'sequences'
                                                        WHEN 'f' THEN 'functions'
                                                        WHEN 'T' THEN 'types'
                                                        WHEN 'n' THEN 'schemas'
                                                        WHEN 'L' THEN 'large objects' END),
       NULL,
       '',
       NULL,
       NULL,
       privileges.defaclacl::text[],
       CASE WHEN privileges.defaclnamespace <> 0 THEN '{}'
            ELSE acldefault(CASE privileges.defaclobjtype WHEN 'S' THEN 's' ELSE privileges.defaclobjtype END,
                            privileges.defaclrole)::text[] END,
       0
  FROM pg_default_acl AS privileges
  JOIN pg_roles AS role ON role.oid = privileges.defaclrole
  LEFT JOIN pg_namespace AS namespace ON namespace.oid = privileges.defaclnamespace
 WHERE privileges.defaclnamespace = 0
    OR namespace.nspname = ANY ($1)
 UNION ALL
SELECT 'cast',
       'pg_cast'::regclass,
       "cast".oid,
       0,
       NULL,
       format('(%s as %s)', format_type("cast".castsource, NULL), format_type("cast".casttarget, NULL)),
       NULL,
       format('CREATE CAST (%s AS %s) %s%s',
              format_type("cast".castsource, NULL),
              format_type("cast".casttarget, NULL),
              CASE "cast".castmethod WHEN 'b' THEN 'WITHOUT FUNCTION'
                                     WHEN 'i' THEN 'WITH INOUT'
                                     ELSE 'WITH FUNCTION ' || "cast".castfunc::regprocedure END,
              CASE "cast".castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END),
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_cast AS "cast"
 WHERE "cast".oid >= 16384
   -- A range type brings the cast to its multirange.
   AND NOT EXISTS (SELECT FROM pg_range AS range -- from 14
                    WHERE range.rngtypid = "cast".castsource AND range.rngmultitypid = "cast".casttarget) -- from 14
 UNION ALL
SELECT 'transform',
       'pg_transform'::regclass,
       transform.oid,
       0,
       NULL,
       format('for %s language %I', format_type(transform.trftype, NULL), language.lanname),
       NULL,
       format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)',
              format_type(transform.trftype, NULL),
              language.lanname,
              concat_ws(', ',
                        CASE WHEN transform.trffromsql <> 0
                             THEN 'FROM SQL WITH FUNCTION ' || transform.trffromsql::regprocedure END,
                        CASE WHEN transform.trftosql <> 0
                             THEN 'TO SQL WITH FUNCTION ' || transform.trftosql::regprocedure END)),
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_transform AS transform
  JOIN pg_language AS language ON language.oid = transform.trflang
 WHERE transform.oid >= 16384
 UNION ALL
SELECT 'language',
       'pg_language'::regclass,
       language.oid,
       0,
       NULL,
       language.lanname,
       NULL,
       concat_ws(' ',
                 'CREATE',
                 CASE WHEN language.lanpltrusted THEN 'TRUSTED' END,
                 'LANGUAGE',
                 quote_ident(language.lanname),
                 CASE WHEN language.lanplcallfoid <> 0 THEN 'HANDLER ' || language.lanplcallfoid::regproc END,
                 CASE WHEN language.laninline <> 0 THEN 'INLINE ' || language.laninline::regproc END,
                 CASE WHEN language.lanvalidator <> 0 THEN 'VALIDATOR ' || language.lanvalidator::regproc END),
       NULL,
       language.lanowner,
       language.lanacl::text[],
       CASE WHEN language.lanacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('l', language.lanowner))::text[] END,
       0
  FROM pg_language AS language
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_language'::regclass AND initial.objoid = language.oid
 WHERE language.lanispl
   AND language.lanname <> 'plpgsql'
   AND language.oid >= 16384
 UNION ALL
SELECT 'access-method',
       'pg_am'::regclass,
       method.oid,
       0,
       NULL,
       method.amname,
       NULL,
       format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s',
              method.amname,
              CASE method.amtype WHEN 'i' THEN 'INDEX' WHEN 't' THEN 'TABLE' END,
              method.amhandler),
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_am AS method
 WHERE method.oid >= 16384
