-- $1 text: a table as SQL names it. A line for each column of its primary key, in the key's order (one with NULL where it has none):
-- the table's SQL name, the column, its type, and the estimate of the rows, with those of its partitions. No line where there is no
-- such table. From PostgreSQL 13 on; needs no privilege.
SELECT pg_catalog.format('%I.%I', namespace.nspname, class.relname) AS "table",
       attribute.attname AS "column",
       pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) AS type,
       (SELECT nullif(sum(greatest(part.reltuples, 0)), 0)::bigint
          FROM pg_catalog.pg_class AS part
         WHERE part.oid = class.oid
            OR part.oid IN (SELECT tree.relid FROM pg_catalog.pg_partition_tree(class.oid) AS tree WHERE tree.isleaf)) AS rows
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_catalog.pg_index AS index ON index.indrelid = class.oid AND index.indisprimary
  LEFT JOIN LATERAL pg_catalog.unnest(index.indkey) WITH ORDINALITY AS part (attnum, place) ON part.place <= index.indnkeyatts
  LEFT JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum = part.attnum
 WHERE class.oid = pg_catalog.to_regclass($1)
   AND class.relkind IN ('r', 'p')
 ORDER BY part.place
