-- $1 text[]: schemas. The columns of their tables (not of partitions, which have their parent's), in order. From PostgreSQL
-- 13 on; `generated` is 's' for stored and from 18 on 'v' for virtual.
SELECT namespace.nspname AS schema,
       class.relname AS "table",
       attribute.attname AS name,
       attribute.attnum::integer AS position,
       format_type(attribute.atttypid, attribute.atttypmod) AS data_type,
       CASE WHEN attribute.attcollation <> type.typcollation THEN attribute.attcollation::regcollation::text END AS collation,
       attribute.attnotnull AS not_null,
       pg_get_expr(value.adbin, value.adrelid) AS expression,
       attribute.attgenerated::text AS generated,
       attribute.attidentity::text AS identity,
       col_description(class.oid, attribute.attnum) AS comment
  FROM pg_attribute AS attribute
  JOIN pg_class AS class ON class.oid = attribute.attrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  JOIN pg_type AS type ON type.oid = attribute.atttypid
  LEFT JOIN pg_attrdef AS value ON value.adrelid = class.oid AND value.adnum = attribute.attnum
 WHERE namespace.nspname = ANY ($1)
   AND class.relkind IN ('r', 'p')
   AND NOT class.relispartition
   AND attribute.attnum > 0
   AND NOT attribute.attisdropped
