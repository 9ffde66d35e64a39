-- $1 text[]: schemas. What their views and materialized views read: relations and columns, and functions by signature.
-- From PostgreSQL 13 on.
SELECT DISTINCT
       view_namespace.nspname AS schema,
       view.relname AS name,
       view.relkind::text AS kind,
       coalesce(read_namespace.nspname, proc_namespace.nspname) AS read_schema,
       read.relname AS read_relation,
       read.relkind::text AS read_kind,
       attribute.attname AS read_column,
       quote_ident(proc.proname) || '(' || oidvectortypes(proc.proargtypes) || ')' AS read_function
  FROM pg_depend AS dependency
  JOIN pg_rewrite AS rewrite ON dependency.classid = 'pg_rewrite'::regclass AND dependency.objid = rewrite.oid
  JOIN pg_class AS view ON view.oid = rewrite.ev_class AND view.relkind IN ('v', 'm')
  JOIN pg_namespace AS view_namespace ON view_namespace.oid = view.relnamespace
  LEFT JOIN pg_class AS read
    ON dependency.refclassid = 'pg_class'::regclass AND read.oid = dependency.refobjid AND read.oid <> view.oid
  LEFT JOIN pg_namespace AS read_namespace ON read_namespace.oid = read.relnamespace
  LEFT JOIN pg_attribute AS attribute ON attribute.attrelid = read.oid AND attribute.attnum = dependency.refobjsubid
       AND dependency.refobjsubid > 0
  LEFT JOIN pg_proc AS proc ON dependency.refclassid = 'pg_proc'::regclass AND proc.oid = dependency.refobjid
  LEFT JOIN pg_namespace AS proc_namespace ON proc_namespace.oid = proc.pronamespace
 WHERE view_namespace.nspname = ANY ($1)
   AND coalesce(read_namespace.nspname, proc_namespace.nspname) = ANY ($1)
