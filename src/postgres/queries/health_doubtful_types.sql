-- One row per column as health::Answer::Count describes: columns of types that PostgreSQL keeps for the standard's sake and whose
-- traps are known: timestamp and time with other time-zone habits, char(n), money, json. Left out: partitions, views, tables of
-- extensions. From PostgreSQL 13 on, for any role.
SELECT format('%s.%s is %s: %s', class.oid::regclass, quote_ident(attribute.attname), format_type(type.oid, attribute.atttypmod),
              CASE type.typname WHEN 'timestamp' THEN 'timestamptz says which moment is meant'
                                WHEN 'timetz' THEN 'an offset means nothing without a date'
                                WHEN 'bpchar' THEN 'text does not pad with blanks'
                                WHEN 'money' THEN 'numeric does not change with lc_monetary'
                                WHEN 'json' THEN 'jsonb can be indexed and compared' END) AS object
  FROM pg_attribute AS attribute
  JOIN pg_class AS class ON class.oid = attribute.attrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  JOIN pg_type AS type ON type.oid = attribute.atttypid
 WHERE type.typname IN ('timestamp', 'timetz', 'bpchar', 'money', 'json') AND type.oid < 16384
   AND class.relkind IN ('r', 'p') AND NOT class.relispartition AND class.relpersistence <> 't'
   AND attribute.attnum > 0 AND NOT attribute.attisdropped
   AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
 ORDER BY 1
