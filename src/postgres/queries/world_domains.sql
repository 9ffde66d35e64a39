-- $1 text[]: names. One JSON object for each domain of such a name: whether it has constraints, and the tables with a column of it.
-- From PostgreSQL 13 on.
SELECT pg_catalog.json_build_object(
           'name', type.typname,
           'constrained', type.typnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contypid = type.oid),
           'users', (SELECT pg_catalog.json_agg(DISTINCT pg_catalog.jsonb_build_array(namespace.nspname, relation.relname))
                       FROM pg_catalog.pg_attribute AS attribute
                       JOIN pg_catalog.pg_class AS relation ON relation.oid = attribute.attrelid
                       JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace
                      WHERE attribute.atttypid = type.oid AND NOT attribute.attisdropped AND relation.relkind IN ('r', 'm'))
       )::text AS domain
  FROM pg_catalog.pg_type AS type
 WHERE type.typtype = 'd' AND type.typname = ANY ($1)
