-- $1 text, $2 text: schema and name of a table. The names of its columns, one row each; none where there is no such table.
-- From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT attname::text
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname = $1 AND relname = $2 AND attnum > 0 AND NOT attisdropped
 ORDER BY attnum
