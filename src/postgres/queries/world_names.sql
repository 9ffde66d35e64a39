-- $1 text[]: names. Those of them that a relation or a domain has, outside of PostgreSQL's own schemas: what else there is to know is
-- asked of these alone, because planning takes long with thousands of names. From PostgreSQL 13 on.
SELECT name
  FROM pg_catalog.unnest($1::text[]) AS asked (name)
 WHERE EXISTS (SELECT
                 FROM pg_catalog.pg_class AS relation
                WHERE relation.relname = asked.name::pg_catalog.name
                  AND relation.relnamespace <> ALL (ARRAY['pg_catalog', 'pg_toast']::regnamespace[]))
    OR EXISTS (SELECT FROM pg_catalog.pg_type AS type WHERE type.typname = asked.name::pg_catalog.name AND type.typtype = 'd')
