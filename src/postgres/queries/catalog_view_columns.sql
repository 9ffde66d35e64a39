-- $1 text[]: schemas. What the views of people give, by address: their columns, each `name type collate c`, in order. CREATE OR
-- REPLACE VIEW keeps them, and adds others at the end. From PostgreSQL 13 on.
SELECT 'pg_class'::regclass::oid AS classid,
       class.oid AS objid,
       0 AS objsubid,
       array_agg(concat_ws(' ',
                           quote_ident(attribute.attname),
                           format_type(attribute.atttypid, attribute.atttypmod),
                           'collate ' || nullif(attribute.attcollation, 0)::regcollation)
                 ORDER BY attribute.attnum) AS columns
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0
 WHERE class.relkind = 'v'
   AND namespace.nspname = ANY ($1)
 GROUP BY class.oid
