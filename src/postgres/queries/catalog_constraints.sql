-- $1 text[]: schemas. The constraints of their tables (not of partitions), whether the index that backs one is valid, and
-- which table a foreign key refers to. From PostgreSQL 13 on. NOT NULL is a column's property here, also where 18 makes it a constraint.
SELECT namespace.nspname AS schema,
       class.relname AS "table",
       "constraint".conname AS name,
       pg_get_constraintdef("constraint".oid) AS definition,
       obj_description("constraint".oid, 'pg_constraint') AS comment,
       coalesce(index.indisvalid, true) AS is_valid,
       referenced_namespace.nspname AS referenced_schema,
       referenced.relname AS referenced_table
  FROM pg_constraint AS "constraint"
  JOIN pg_class AS class ON class.oid = "constraint".conrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_index AS index ON index.indexrelid = "constraint".conindid AND "constraint".contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class AS referenced ON referenced.oid = "constraint".confrelid
  LEFT JOIN pg_namespace AS referenced_namespace ON referenced_namespace.oid = referenced.relnamespace
 WHERE namespace.nspname = ANY ($1)
   AND NOT class.relispartition
   AND "constraint".contype IN ('p', 'u', 'f', 'c', 'x')
   AND "constraint".conparentid = 0
   AND "constraint".conislocal
