-- One row per index as health::Answer::Count describes: B-tree indexes whose columns are the first ones of another B-tree index of
-- the same table, alike in operator classes, collations, order and condition. Left out: unique ones, those with expressions or
-- included columns, invalid ones, those of partitions that follow their parent's, and those that a constraint, a replica identity
-- or CLUSTER uses. Conditions are compared as node trees without places: to deparse them would lock their table. From PostgreSQL 13
-- on, for any role.
WITH indexes AS (
    SELECT index.indexrelid AS oid, index.indrelid, index.indisunique, index.indnatts, index.indnkeyatts, class.relkind,
           index.indkey::int2[] AS columns, index.indclass::oid[] AS classes, index.indcollation::oid[] AS collations,
           index.indoption::int2[] AS options, coalesce(regexp_replace(index.indpred::text, ' :location -?\d+', '', 'g'), '') AS condition,
           index.indexprs IS NOT NULL AS has_expressions,
           index.indisprimary OR index.indisreplident OR index.indisclustered
           OR EXISTS (SELECT FROM pg_constraint WHERE conindid = index.indexrelid AND contype IN ('p', 'u', 'x', 'f')) AS needed
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid
      JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'btree'
     WHERE index.indisvalid AND index.indislive
       AND class.relpersistence <> 't' AND NOT class.relispartition
       AND class.oid >= 16384
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = index.indrelid AND deptype = 'e')
)
SELECT format('%s is covered by %s', index.oid::regclass, other.oid::regclass) AS object,
       format('DROP INDEX %s%s', CASE index.relkind WHEN 'I' THEN '' ELSE 'CONCURRENTLY ' END, index.oid::regclass) AS remedy
  FROM indexes AS index
 CROSS JOIN LATERAL (SELECT oid FROM indexes AS wider
                      WHERE wider.indrelid = index.indrelid AND wider.indnkeyatts > index.indnkeyatts
                        AND wider.condition = index.condition
                        AND NOT 0 = ANY (wider.columns[0:index.indnkeyatts - 1])
                        AND wider.columns[0:index.indnkeyatts - 1] = index.columns[0:index.indnkeyatts - 1]
                        AND wider.classes[0:index.indnkeyatts - 1] = index.classes[0:index.indnkeyatts - 1]
                        AND wider.collations[0:index.indnkeyatts - 1] = index.collations[0:index.indnkeyatts - 1]
                        AND wider.options[0:index.indnkeyatts - 1] = index.options[0:index.indnkeyatts - 1]
                      ORDER BY wider.indnkeyatts, wider.oid LIMIT 1) AS other
 WHERE NOT (index.needed OR index.indisunique OR index.has_expressions) AND index.indnatts = index.indnkeyatts
 ORDER BY 1
