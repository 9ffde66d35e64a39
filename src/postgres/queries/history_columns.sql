-- $1, $2 text: schema and name of a table. Its columns and their types; no row where there is no such table.
-- Needs no privilege on the table. From PostgreSQL 13 on.
SELECT attribute.attname::text AS name, format_type(attribute.atttypid, NULL) AS type
  FROM pg_attribute AS attribute
  JOIN pg_class AS class ON class.oid = attribute.attrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 WHERE namespace.nspname = $1
   AND class.relname = $2
   AND attribute.attnum > 0
   AND NOT attribute.attisdropped
 ORDER BY attribute.attnum
