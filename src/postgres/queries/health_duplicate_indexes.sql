-- One row per index as health::Answer::Count describes: indexes of which another one of the same table has the same columns,
-- operator classes, collations, order, expressions, condition, included columns, access method and uniqueness. Of two the one stays
-- that something needs: a primary key, an exclusion or foreign key, a replica identity, CLUSTER, the index of the partitioned table; then
-- a unique constraint; then the older one. Left out: invalid ones, and those of extensions.
-- Expressions are compared as node trees without places: to deparse them would lock their table. From PostgreSQL 13 on, for any
-- role.
WITH constraints AS (
    SELECT conindid, bool_or(contype <> 'u') AS is_needed, min(conname) FILTER (WHERE contype = 'u') AS name
      FROM pg_constraint
     WHERE conindid <> 0 AND contype IN ('p', 'u', 'x', 'f')
     GROUP BY conindid
), indexes AS MATERIALIZED (
    SELECT index.indexrelid AS oid, index.indrelid, class.relam, class.relkind, constraints.name AS constraint_name,
           CASE WHEN index.indisprimary OR index.indisreplident OR index.indisclustered OR constraints.is_needed
                     OR class.relispartition THEN 2
                WHEN constraints.name IS NOT NULL THEN 1 ELSE 0 END AS need,
           (index.indkey::text, index.indnkeyatts, index.indclass::text, index.indcollation::text, index.indoption::text,
            index.indisunique, index.indimmediate, to_jsonb(index) ->> 'indnullsnotdistinct',
            regexp_replace(index.indexprs::text, ' :location -?\d+', '', 'g'),
            regexp_replace(index.indpred::text, ' :location -?\d+', '', 'g'))::text AS form
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid
      LEFT JOIN constraints ON constraints.conindid = index.indexrelid
     WHERE index.indisvalid AND index.indislive
       AND class.relpersistence <> 't'
       AND class.oid >= 16384
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = index.indrelid AND deptype = 'e')
), pairs AS (
    SELECT DISTINCT ON (index.oid) index.*, kept.oid AS kept
      FROM indexes AS index
      JOIN indexes AS kept
        ON kept.indrelid = index.indrelid AND kept.relam = index.relam AND kept.form = index.form
       AND (kept.need > index.need OR kept.need = index.need AND kept.oid < index.oid)
     WHERE index.need < 2
     ORDER BY index.oid, kept.need DESC, kept.oid
)
SELECT format('%s is the same as %s', oid::regclass, kept::regclass) AS object,
       CASE WHEN constraint_name IS NOT NULL THEN format('ALTER TABLE %s DROP CONSTRAINT %I', indrelid::regclass, constraint_name)
            ELSE format('DROP INDEX %s%s', CASE relkind WHEN 'I' THEN '' ELSE 'CONCURRENTLY ' END, oid::regclass) END AS remedy
  FROM pairs
 ORDER BY 1
