-- $1 text[]: names of pgkeel's own tables. What this role may do with them: whether all are there, may be read, may be written, and may be made.
-- One row. Needs no privilege. From PostgreSQL 13 on.
WITH tables AS (SELECT class.oid, namespace.oid AS namespace
                  FROM pg_class AS class
                  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
                 WHERE namespace.nspname = 'pgkeel'
                   AND class.relname = ANY ($1))
SELECT count(*) = cardinality($1) AS exist,
       count(*) = cardinality($1) AND bool_and(has_schema_privilege(namespace, 'USAGE') AND has_table_privilege(oid, 'SELECT')) AS readable,
       count(*) = cardinality($1) AND bool_and(has_schema_privilege(namespace, 'USAGE') AND has_table_privilege(oid, 'SELECT')
                                 AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')
                                 AND has_table_privilege(oid, 'DELETE')) AS writable,
       coalesce((SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE')
                   FROM pg_namespace
                  WHERE nspname = 'pgkeel'),
                has_database_privilege(current_database(), 'CREATE')) AS creatable
  FROM tables
