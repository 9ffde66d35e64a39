-- $1 text[]: schemas, of which nothing here is. What the database has for foreign data, each with its full CREATE, in the uniform
-- columns of docs/catalog.md: `foreign-data-wrapper`, `server`, and `user-mapping`, whose name is SQL: `for role server server`.
-- The default privileges of what an extension made are those that its script gave (pg_init_privs).
-- No password is read: an option whose name has `passw` or `secret` in it (but for `password_required`, which is none) is left out
-- of the definition, and the attribute `hidden_options` names it. It is `*` for the mapping of a role whose options this one may
-- not see, whether it has any or not. The attribute `secrets` is a hash of the values that are left out. From PostgreSQL 13 on.
WITH option AS (
     SELECT object.classid,
            object.oid,
            ' OPTIONS (' || string_agg(quote_ident(option.name) || ' ' || quote_literal(option.value), ', ' ORDER BY option.name COLLATE "C")
                                FILTER (WHERE NOT option.hidden) || ')' AS clause,
            CASE WHEN bool_or(option.hidden) THEN
                 ARRAY['hidden_options', string_agg(option.name, ', ' ORDER BY option.name COLLATE "C") FILTER (WHERE option.hidden),
                       'secrets', hashtextextended(string_agg(option.value, chr(10) ORDER BY option.name COLLATE "C")
                                                       FILTER (WHERE option.hidden) COLLATE "C", 0)::text] END AS hidden
       FROM (SELECT 'pg_foreign_data_wrapper'::regclass AS classid, oid, fdwoptions AS options FROM pg_foreign_data_wrapper
              UNION ALL
             SELECT 'pg_foreign_server'::regclass, oid, srvoptions FROM pg_foreign_server
              UNION ALL
             SELECT 'pg_user_mapping'::regclass, umid, umoptions FROM pg_user_mappings) AS object
      CROSS JOIN LATERAL (
            SELECT option_name AS name,
                   option_value AS value,
                   option_name ~* 'passw|secret' AND lower(option_name) <> 'password_required' AS hidden
              FROM pg_options_to_table(object.options)) AS option
      GROUP BY object.classid, object.oid)
SELECT 'foreign-data-wrapper' AS kind,
       'pg_foreign_data_wrapper'::regclass::oid AS classid,
       wrapper.oid AS objid,
       0 AS objsubid,
       NULL::text AS schema,
       wrapper.fdwname::text AS name,
       NULL::text AS part,
       format('CREATE FOREIGN DATA WRAPPER %I%s%s%s',
              wrapper.fdwname,
              CASE WHEN wrapper.fdwhandler <> 0 THEN ' HANDLER ' || wrapper.fdwhandler::regproc END,
              CASE WHEN wrapper.fdwvalidator <> 0 THEN ' VALIDATOR ' || wrapper.fdwvalidator::regproc END,
              option.clause) AS definition,
       option.hidden AS attributes,
       wrapper.fdwowner AS owner,
       wrapper.fdwacl::text[] AS acl,
       CASE WHEN wrapper.fdwacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('F', wrapper.fdwowner))::text[] END AS default_acl,
       0 AS position
  FROM pg_foreign_data_wrapper AS wrapper
  LEFT JOIN option ON option.classid = 'pg_foreign_data_wrapper'::regclass AND option.oid = wrapper.oid
  LEFT JOIN pg_init_privs AS initial
    ON initial.classoid = 'pg_foreign_data_wrapper'::regclass AND initial.objoid = wrapper.oid
 UNION ALL
SELECT 'server',
       'pg_foreign_server'::regclass,
       server.oid,
       0,
       NULL,
       server.srvname,
       NULL,
       format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s',
              server.srvname,
              ' TYPE ' || quote_literal(server.srvtype),
              ' VERSION ' || quote_literal(server.srvversion),
              wrapper.fdwname,
              option.clause),
       option.hidden,
       server.srvowner,
       server.srvacl::text[],
       CASE WHEN server.srvacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('S', server.srvowner))::text[] END,
       0
  FROM pg_foreign_server AS server
  JOIN pg_foreign_data_wrapper AS wrapper ON wrapper.oid = server.srvfdw
  LEFT JOIN option ON option.classid = 'pg_foreign_server'::regclass AND option.oid = server.oid
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_foreign_server'::regclass AND initial.objoid = server.oid
 UNION ALL
SELECT 'user-mapping',
       'pg_user_mapping'::regclass,
       mapping.umid,
       0,
       NULL,
       format('for %s server %I', role.sql, mapping.srvname),
       NULL,
       format('CREATE USER MAPPING FOR %s SERVER %I%s', role.sql, mapping.srvname, option.clause),
       CASE WHEN option.hidden IS NOT NULL THEN option.hidden
            -- To whom pg_user_mappings shows options.
            WHEN NOT (reader.rolsuper
                      OR mapping.umuser = 0 AND pg_has_role(server.srvowner, 'USAGE')
                      OR mapping.umuser = reader.oid
                         AND (pg_has_role(server.srvowner, 'USAGE') OR has_server_privilege(server.oid, 'USAGE')))
            THEN ARRAY['hidden_options', '*'] END,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_user_mappings AS mapping
  JOIN pg_foreign_server AS server ON server.oid = mapping.srvid
  JOIN pg_roles AS reader ON reader.rolname = current_user
 CROSS JOIN LATERAL (
       SELECT CASE WHEN mapping.umuser = 0 THEN 'public' ELSE quote_ident(mapping.usename) END AS sql) AS role
  LEFT JOIN option ON option.classid = 'pg_user_mapping'::regclass AND option.oid = mapping.umid
 WHERE role.sql IS NOT NULL
   AND $1::text[] IS NOT NULL
