-- $1 text[]: schemas. What their views and materialized views read, and what their functions need beside what their text
-- says: relations and columns, and functions by signature. `kind` is 'v', 'm', or 'f'. From PostgreSQL 13 on.
SELECT DISTINCT
       namespace.nspname AS schema,
       dependent.name,
       dependent.kind,
       coalesce(read_namespace.nspname, proc_namespace.nspname) AS read_schema,
       read.relname AS read_relation,
       read.relkind::text AS read_kind,
       attribute.attname AS read_column,
       quote_ident(proc.proname) || '(' || oidvectortypes(proc.proargtypes) || ')' AS read_function
  FROM (SELECT 'pg_rewrite'::regclass AS classid,
               rewrite.oid AS objid,
               view.oid AS relation,
               view.relnamespace AS namespace,
               view.relname::text AS name,
               view.relkind::text AS kind
          FROM pg_rewrite AS rewrite
          JOIN pg_class AS view ON view.oid = rewrite.ev_class
         WHERE view.relkind IN ('v', 'm')
        UNION ALL
        SELECT 'pg_proc'::regclass,
               oid,
               NULL,
               pronamespace,
               quote_ident(proname) || '(' || oidvectortypes(proargtypes) || ')',
               'f'
          FROM pg_proc
         WHERE pronamespace = ANY (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1))) AS dependent
  JOIN pg_namespace AS namespace ON namespace.oid = dependent.namespace
  JOIN pg_depend AS dependency ON dependency.classid = dependent.classid AND dependency.objid = dependent.objid
  -- A row type stands for its relation.
  LEFT JOIN pg_type AS type ON dependency.refclassid = 'pg_type'::regclass AND type.oid = dependency.refobjid
  LEFT JOIN pg_type AS element ON element.oid = type.typelem
  LEFT JOIN pg_class AS read
    ON read.oid = CASE WHEN dependency.refclassid = 'pg_class'::regclass THEN dependency.refobjid
                       ELSE coalesce(nullif(type.typrelid, 0), nullif(element.typrelid, 0)) END
       AND read.oid IS DISTINCT FROM dependent.relation
       AND read.relkind <> 'c'
  LEFT JOIN pg_namespace AS read_namespace ON read_namespace.oid = read.relnamespace
  LEFT JOIN pg_attribute AS attribute
    ON dependency.refclassid = 'pg_class'::regclass
       AND attribute.attrelid = read.oid
       AND attribute.attnum = dependency.refobjsubid
       AND dependency.refobjsubid > 0
  LEFT JOIN pg_proc AS proc ON dependency.refclassid = 'pg_proc'::regclass AND proc.oid = dependency.refobjid
  LEFT JOIN pg_namespace AS proc_namespace ON proc_namespace.oid = proc.pronamespace
 WHERE namespace.nspname = ANY ($1)
   AND coalesce(read_namespace.nspname, proc_namespace.nspname) = ANY ($1)
