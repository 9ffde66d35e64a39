-- One row per index as health::Answer::Count describes: indexes of which another one of the same table has the same columns,
-- operator classes, collations, order, expressions, condition, included columns, access method and uniqueness. Left out: invalid
-- ones, those of partitions that follow their parent's, those that a constraint, a replica identity or CLUSTER uses, and those of extensions.
-- Expressions are compared as node trees without places: to deparse them would lock their table. From PostgreSQL 13 on, for any
-- role.
WITH indexes AS (
    SELECT index.indexrelid AS oid, index.indrelid, class.relam, class.relkind,
           index.indisprimary OR index.indisreplident OR index.indisclustered
           OR EXISTS (SELECT FROM pg_constraint WHERE conindid = index.indexrelid AND contype IN ('p', 'u', 'x', 'f')) AS needed,
           (index.indkey::text, index.indnkeyatts, index.indclass::text, index.indcollation::text, index.indoption::text,
            index.indisunique, index.indimmediate, to_jsonb(index) ->> 'indnullsnotdistinct',
            regexp_replace(index.indexprs::text, ' :location -?\d+', '', 'g'),
            regexp_replace(index.indpred::text, ' :location -?\d+', '', 'g'))::text AS form
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid
     WHERE index.indisvalid AND index.indislive
       AND class.relpersistence <> 't' AND NOT class.relispartition
       AND class.oid >= 16384
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = index.indrelid AND deptype = 'e')
)
SELECT format('%s is the same as %s', index.oid::regclass, other.oid::regclass) AS object,
       format('DROP INDEX %s%s', CASE index.relkind WHEN 'I' THEN '' ELSE 'CONCURRENTLY ' END, index.oid::regclass) AS remedy
  FROM indexes AS index
 CROSS JOIN LATERAL (SELECT oid FROM indexes AS kept
                      WHERE kept.indrelid = index.indrelid AND kept.relam = index.relam AND kept.form = index.form
                        AND kept.oid <> index.oid
                        AND (kept.needed AND NOT index.needed OR kept.needed = index.needed AND kept.oid < index.oid)
                      ORDER BY kept.needed DESC, kept.oid LIMIT 1) AS other
 WHERE NOT index.needed
 ORDER BY 1
