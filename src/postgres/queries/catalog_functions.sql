-- $1 text[]: schemas. Their functions, window functions, procedures and aggregates, in the uniform columns of docs/catalog.md.
-- The name is SQL with the types of the arguments, never their names: `f(integer, text)`.
--   `function`   what follows the name in pg_get_functiondef, after `procedure ` where it is one
--   `aggregate`  the full `CREATE AGGREGATE`; the name as DROP AGGREGATE wants it: `a(*)`, `a(integer ORDER BY text)`
-- The default privileges of what an extension made are those that its script gave (pg_init_privs).
-- Left out: what PostgreSQL makes along with another object (a range type's constructors). From PostgreSQL 13 on.
SELECT 'function' AS kind,
       'pg_proc'::regclass::oid AS classid,
       proc.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       format('%I(%s)',
              proc.proname,
              -- A procedure's outputs are not among proargtypes; who has none is told from one that has all of its arguments as
              -- outputs or inputs.
              CASE WHEN proc.prokind = 'p'
                    AND EXISTS (SELECT FROM pg_proc AS other
                                 WHERE other.proname = proc.proname
                                   AND other.pronamespace = proc.pronamespace
                                   AND 'o' = ANY (other.proargmodes)
                                   AND (other.oid = proc.oid OR other.proallargtypes = proc.proargtypes::oid[]))
                   THEN (SELECT string_agg(CASE argument.mode WHEN 'o' THEN 'OUT ' WHEN 'b' THEN 'INOUT '
                                                              WHEN 'v' THEN 'VARIADIC ' ELSE 'IN ' END
                                           || format_type(argument.type, NULL), ', ' ORDER BY argument.place)
                           FROM unnest(coalesce(proc.proallargtypes, proc.proargtypes), proc.proargmodes)
                                WITH ORDINALITY AS argument (type, mode, place))
                   ELSE oidvectortypes(proc.proargtypes) END) AS name,
       NULL::text AS part,
       CASE WHEN proc.prokind = 'p' THEN 'procedure ' ELSE '' END
       || substr(pg_get_functiondef(proc.oid),
                 1 + length(format('CREATE OR REPLACE %s %I.%I',
                                   CASE WHEN proc.prokind = 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                                   namespace.nspname,
                                   proc.proname))) AS definition,
       NULL::text[] AS attributes,
       proc.proowner AS owner,
       proc.proacl::text[] AS acl,
       CASE WHEN proc.proacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('f', proc.proowner))::text[] END AS default_acl,
       0 AS position
  FROM pg_proc AS proc
  JOIN pg_namespace AS namespace ON namespace.oid = proc.pronamespace
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_proc'::regclass AND initial.objoid = proc.oid
 WHERE namespace.nspname = ANY ($1)
   AND proc.prokind IN ('f', 'p', 'w')
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = 'pg_proc'::regclass
                      AND dependency.objid = proc.oid
                      AND dependency.deptype = 'i')
 UNION ALL
SELECT 'aggregate',
       'pg_proc'::regclass,
       proc.oid,
       0,
       namespace.nspname,
       format('%I(%s)',
              proc.proname,
              CASE WHEN aggregate.aggkind <> 'n' THEN concat_ws(' ', argument.direct, 'ORDER BY', argument.ordered)
                   WHEN proc.pronargs = 0 THEN '*'
                   ELSE oidvectortypes(proc.proargtypes) END),
       NULL,
       format('CREATE AGGREGATE %I.%I(%s) (%s)',
              namespace.nspname,
              proc.proname,
              coalesce(nullif(pg_get_function_arguments(proc.oid), ''), '*'),
              concat_ws(', ',
                        'SFUNC = ' || aggregate.aggtransfn,
                        'STYPE = ' || format_type(aggregate.aggtranstype, NULL),
                        'SSPACE = ' || nullif(aggregate.aggtransspace, 0),
                        'INITCOND = ' || quote_literal(aggregate.agginitval),
                        CASE WHEN aggregate.aggfinalfn <> 0 THEN 'FINALFUNC = ' || aggregate.aggfinalfn END,
                        CASE WHEN aggregate.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                        'FINALFUNC_MODIFY = '
                        || CASE nullif(aggregate.aggfinalmodify, CASE aggregate.aggkind WHEN 'n' THEN 'r' ELSE 'w' END)
                                WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END,
                        CASE WHEN aggregate.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || aggregate.aggcombinefn END,
                        CASE WHEN aggregate.aggserialfn <> 0 THEN 'SERIALFUNC = ' || aggregate.aggserialfn END,
                        CASE WHEN aggregate.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || aggregate.aggdeserialfn END,
                        CASE WHEN aggregate.aggmtransfn <> 0 THEN 'MSFUNC = ' || aggregate.aggmtransfn END,
                        CASE WHEN aggregate.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || aggregate.aggminvtransfn END,
                        CASE WHEN aggregate.aggmtranstype <> 0
                             THEN 'MSTYPE = ' || format_type(aggregate.aggmtranstype, NULL) END,
                        'MSSPACE = ' || nullif(aggregate.aggmtransspace, 0),
                        'MINITCOND = ' || quote_literal(aggregate.aggminitval),
                        CASE WHEN aggregate.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || aggregate.aggmfinalfn END,
                        CASE WHEN aggregate.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                        CASE WHEN aggregate.aggmtransfn <> 0 THEN 'MFINALFUNC_MODIFY = ' END
                        || CASE nullif(aggregate.aggmfinalmodify, CASE aggregate.aggkind WHEN 'n' THEN 'r' ELSE 'w' END)
                                WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END,
                        'SORTOP = OPERATOR(' || quote_ident(sort_namespace.nspname) || '.' || sort.oprname || ')',
                        CASE WHEN aggregate.aggkind = 'h' THEN 'HYPOTHETICAL' END,
                        'PARALLEL = ' || CASE proc.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END)),
       NULL,
       proc.proowner,
       proc.proacl::text[],
       CASE WHEN proc.proacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('f', proc.proowner))::text[] END,
       0
  FROM pg_proc AS proc
  JOIN pg_namespace AS namespace ON namespace.oid = proc.pronamespace
  JOIN pg_aggregate AS aggregate ON aggregate.aggfnoid = proc.oid
  LEFT JOIN pg_operator AS sort ON sort.oid = aggregate.aggsortop
  LEFT JOIN pg_namespace AS sort_namespace ON sort_namespace.oid = sort.oprnamespace
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_proc'::regclass AND initial.objoid = proc.oid
 CROSS JOIN LATERAL (
       -- A variadic last argument that is direct is the ordered one as well.
       SELECT string_agg(type.sql, ', ' ORDER BY type.number) FILTER (WHERE type.number <= aggregate.aggnumdirectargs) AS direct,
              string_agg(type.sql, ', ' ORDER BY type.number)
                  FILTER (WHERE type.number > least(aggregate.aggnumdirectargs, proc.pronargs - 1)) AS ordered
         FROM (SELECT number,
                      CASE WHEN proc.provariadic <> 0 AND number = proc.pronargs THEN 'VARIADIC ' ELSE '' END
                      || format_type(oid, NULL) AS sql
                 FROM unnest(proc.proargtypes) WITH ORDINALITY AS argument (oid, number)) AS type) AS argument
 WHERE namespace.nspname = ANY ($1)
