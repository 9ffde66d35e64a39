-- $1 text[]: schemas. Sequences of identity columns that have privileges or a comment: their options are in the column's
-- definition, and their owner is the table's. `identity_of` is the column. From PostgreSQL 13 on.
SELECT 'sequence' AS kind,
       'pg_class'::regclass::oid AS classid,
       sequence_class.oid AS objid,
       0 AS objsubid,
       sequence_namespace.nspname::text AS schema,
       sequence_class.relname::text AS name,
       NULL::text AS part,
       '' AS definition,
       ARRAY['identity_of', class.oid::regclass || '.' || quote_ident(attribute.attname)] AS attributes,
       NULL::oid AS owner,
       sequence_class.relacl::text[] AS acl,
       CASE WHEN sequence_class.relacl IS NOT NULL THEN acldefault('s', sequence_class.relowner)::text[] END AS default_acl,
       0 AS position
  FROM pg_class AS sequence_class
  JOIN pg_depend AS dependency
    ON dependency.classid = 'pg_class'::regclass
       AND dependency.objid = sequence_class.oid
       AND dependency.refclassid = 'pg_class'::regclass
       AND dependency.refobjsubid > 0
       AND dependency.deptype = 'i'
  JOIN pg_class AS class ON class.oid = dependency.refobjid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  JOIN pg_namespace AS sequence_namespace ON sequence_namespace.oid = sequence_class.relnamespace
  JOIN pg_attribute AS attribute ON attribute.attrelid = dependency.refobjid AND attribute.attnum = dependency.refobjsubid
  LEFT JOIN pg_description AS description
    ON description.objoid = sequence_class.oid AND description.classoid = 'pg_class'::regclass AND description.objsubid = 0
 WHERE sequence_class.relkind = 'S'
   AND class.relpersistence <> 't'
   AND namespace.nspname = ANY ($1)
   AND (sequence_class.relacl IS NOT NULL OR description.objoid IS NOT NULL)
