-- $1 text[]: schemas. The indexes of their tables and materialized views (not of partitions) that no constraint owns.
-- `definition` is what follows the table's name. From PostgreSQL 13 on.
SELECT namespace.nspname AS schema,
       class.relname AS relation,
       index_class.relname AS name,
       index.indisunique AS is_unique,
       substr(definition.text,
              1 + length(format('CREATE %sINDEX %I ON %s%I.%I ',
                                CASE WHEN index.indisunique THEN 'UNIQUE ' END,
                                index_class.relname,
                                CASE WHEN index_class.relkind = 'I' THEN 'ONLY ' END,
                                namespace.nspname,
                                class.relname))) AS definition,
       index.indisvalid AS is_valid,
       obj_description(index_class.oid, 'pg_class') AS comment
  FROM pg_index AS index
  JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
  JOIN pg_class AS class ON class.oid = index.indrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 CROSS JOIN LATERAL (SELECT pg_get_indexdef(index.indexrelid) AS text) AS definition
 WHERE namespace.nspname = ANY ($1)
   AND class.relkind IN ('r', 'p', 'm')
   AND NOT class.relispartition
   AND class.relpersistence <> 't'
   AND class.relname <> 'refinery_schema_history'
   AND NOT EXISTS (SELECT FROM pg_constraint AS "constraint"
                    WHERE "constraint".conindid = index.indexrelid AND "constraint".contype IN ('p', 'u', 'x'))
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = 'pg_class'::regclass
                      AND dependency.objid IN (index.indexrelid, class.oid)
                      AND dependency.deptype = 'e')
