-- $1 text[]: schemas. How many objects of kinds that the catalog reader does not cover yet stand in them. From PostgreSQL 13
-- on. Extensions' own are left out, and what belongs to no schema counts for the first. `row-level security` counts tables that have it enabled or have policies.
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
        SELECT 'text search dictionary', dictnamespace, 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
        UNION ALL
        SELECT 'operator class', opcnamespace, 'pg_opclass'::regclass, oid FROM pg_opclass
        UNION ALL
        SELECT 'conversion', connamespace, 'pg_conversion'::regclass, oid FROM pg_conversion
        UNION ALL
        -- Casts have no schema; PostgreSQL's own have numbers below this one.
        SELECT 'cast', to_regnamespace(quote_ident(($1::text[])[1]))::oid, 'pg_cast'::regclass, oid FROM pg_cast WHERE oid >= 16384
        UNION ALL
        SELECT 'foreign server', to_regnamespace(quote_ident(($1::text[])[1]))::oid, 'pg_foreign_server'::regclass, oid
          FROM pg_foreign_server
        UNION ALL
        -- What a partition has beside what its parent gives it.
        SELECT 'index of a partition alone', class.relnamespace, 'pg_class'::regclass, indexrelid
          FROM pg_index AS index
          JOIN pg_class AS class ON class.oid = index.indrelid AND class.relispartition
         WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid)
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = class.oid)
        UNION ALL
        SELECT 'constraint of a partition alone', class.relnamespace, 'pg_constraint'::regclass, "constraint".oid
          FROM pg_constraint AS "constraint"
          JOIN pg_class AS class ON class.oid = "constraint".conrelid AND class.relispartition
         WHERE "constraint".conparentid = 0
           AND "constraint".coninhcount = 0
           AND "constraint".contype IN ('p', 'u', 'f', 'c', 'x')
        UNION ALL
        SELECT 'trigger of a partition alone', class.relnamespace, 'pg_trigger'::regclass, trigger.oid
          FROM pg_trigger AS trigger
          JOIN pg_class AS class ON class.oid = trigger.tgrelid AND class.relispartition
          LEFT JOIN pg_trigger AS parent ON parent.oid = trigger.tgparentid
         WHERE NOT trigger.tgisinternal
           AND trigger.tgenabled IS DISTINCT FROM parent.tgenabled
        UNION ALL
        SELECT 'default of a partition alone', class.relnamespace, 'pg_attrdef'::regclass, value.oid
          FROM pg_attrdef AS value
          JOIN pg_class AS class ON class.oid = value.adrelid AND class.relispartition
          JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum = value.adnum
          JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid
          LEFT JOIN pg_attribute AS parent ON parent.attrelid = inherits.inhparent AND parent.attname = attribute.attname
          LEFT JOIN pg_attrdef AS parent_value ON parent_value.adrelid = parent.attrelid AND parent_value.adnum = parent.attnum
         WHERE pg_get_expr(value.adbin, value.adrelid)
               IS DISTINCT FROM pg_get_expr(parent_value.adbin, parent_value.adrelid)
        UNION ALL
        SELECT 'comment on a partition', relnamespace, 'pg_class'::regclass, oid
          FROM pg_class
         WHERE relispartition AND relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') IS NOT NULL
        UNION ALL
        SELECT 'comment on a column of a view', class.relnamespace, 'pg_class'::regclass, class.oid
          FROM pg_description AS description
          JOIN pg_class AS class ON class.oid = description.objoid AND class.relkind IN ('v', 'm')
         WHERE description.classoid = 'pg_class'::regclass AND description.objsubid > 0
        UNION ALL
        SELECT 'default of a column of a view', class.relnamespace, 'pg_class'::regclass, class.oid
          FROM pg_attrdef AS value
          JOIN pg_class AS class ON class.oid = value.adrelid AND class.relkind = 'v'
        UNION ALL
        SELECT 'event trigger', to_regnamespace(quote_ident(($1::text[])[1]))::oid, 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
        UNION ALL
        SELECT 'publication', to_regnamespace(quote_ident(($1::text[])[1]))::oid, 'pg_publication'::regclass, oid FROM pg_publication
       ) AS object
 WHERE namespace = ANY (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = object.classid
                      AND dependency.objid = object.objid
                      AND dependency.deptype = 'e')
 GROUP BY kind
 ORDER BY kind
