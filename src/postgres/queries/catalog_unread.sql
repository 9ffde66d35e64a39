-- $1 text[]: schemas. How many objects of kinds that the catalog reader does not cover yet stand in them. From PostgreSQL 13
-- on. Extensions' own are left out. `row-level security` counts tables that have it enabled or have policies.
SELECT kind, count(*)
  FROM (SELECT CASE type.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'c' THEN 'composite type'
                                 ELSE 'base type' END AS kind,
               type.typnamespace AS namespace, 'pg_type'::regclass AS classid, type.oid AS objid
          FROM pg_type AS type
          LEFT JOIN pg_class AS class ON class.oid = type.typrelid
         WHERE type.typtype IN ('d', 'r', 'c', 'b')
           AND (type.typtype <> 'c' OR class.relkind = 'c')
           AND (type.typtype <> 'b' OR type.typelem = 0)
        UNION ALL
        SELECT 'aggregate', pronamespace, 'pg_proc'::regclass, oid FROM pg_proc WHERE prokind = 'a'
        UNION ALL
        SELECT CASE WHEN relkind = 'f' THEN 'foreign table' WHEN relpersistence = 'u' THEN 'unlogged table'
                    ELSE 'inheriting table' END,
               relnamespace, 'pg_class'::regclass, oid
          FROM pg_class AS class
         WHERE relkind = 'f'
            OR relkind IN ('r', 'p') AND relpersistence = 'u'
            OR relkind = 'r' AND NOT relispartition AND EXISTS (SELECT FROM pg_inherits WHERE inhrelid = class.oid)
        UNION ALL
        SELECT 'table with row-level security', relnamespace, 'pg_class'::regclass, oid
          FROM pg_class AS class
         WHERE relrowsecurity OR EXISTS (SELECT FROM pg_policy WHERE polrelid = class.oid)
        UNION ALL
        SELECT 'rule', class.relnamespace, 'pg_class'::regclass, class.oid
          FROM pg_rewrite AS rewrite
          JOIN pg_class AS class ON class.oid = rewrite.ev_class
         WHERE rewrite.rulename <> '_RETURN'
        UNION ALL
        SELECT 'statistics object', stxnamespace, 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
        UNION ALL
        SELECT 'operator', oprnamespace, 'pg_operator'::regclass, oid FROM pg_operator
        UNION ALL
        SELECT 'collation', collnamespace, 'pg_collation'::regclass, oid FROM pg_collation
        UNION ALL
        SELECT 'text search configuration', cfgnamespace, 'pg_ts_config'::regclass, oid FROM pg_ts_config
        UNION ALL
        SELECT 'event trigger', to_regnamespace(($1::text[])[1])::oid, 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
        UNION ALL
        SELECT 'publication', to_regnamespace(($1::text[])[1])::oid, 'pg_publication'::regclass, oid FROM pg_publication
       ) AS object
 WHERE namespace = ANY (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = object.classid
                      AND dependency.objid = object.objid
                      AND dependency.deptype = 'e')
 GROUP BY kind
 ORDER BY kind
