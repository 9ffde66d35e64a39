-- One row per index as health::Answer::Count describes: B-tree indexes whose columns are the first ones of another B-tree index of
-- the same table, or all of a unique one or of one that includes more, alike in operator classes, collations, order and condition.
-- Left out: unique ones, those with expressions or included columns, invalid ones, those of partitions that follow their parent's, and
-- those that a constraint, a replica identity or CLUSTER uses. Conditions are compared as node trees without places: to deparse them
-- would lock their table. From PostgreSQL 13 on, for any role.
WITH indexes AS MATERIALIZED (
    SELECT index.indexrelid AS oid, index.indrelid, index.indisunique, index.indnatts, index.indnkeyatts, class.relkind,
           index.indkey::int2[] AS columns, index.indclass::oid[] AS classes, index.indcollation::oid[] AS collations,
           index.indoption::int2[] AS options, coalesce(regexp_replace(index.indpred::text, ' :location -?\d+', '', 'g'), '') AS condition,
           index.indisunique OR index.indisprimary OR index.indisreplident OR index.indisclustered OR index.indexprs IS NOT NULL
           OR index.indnatts > index.indnkeyatts OR class.relispartition AS stays
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid
      JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'btree'
     WHERE index.indisvalid AND index.indislive
       AND class.relpersistence <> 't'
       AND class.oid >= 16384
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = index.indrelid AND deptype = 'e')
), pairs AS (
    SELECT DISTINCT ON (index.oid) index.oid, index.relkind, wider.oid AS wider
      FROM indexes AS index
      JOIN indexes AS wider
        ON wider.indrelid = index.indrelid AND wider.columns[0] = index.columns[0] AND wider.condition = index.condition
       AND (wider.indnkeyatts > index.indnkeyatts
            OR wider.indnkeyatts = index.indnkeyatts AND (wider.indisunique OR wider.indnatts > index.indnatts))
       AND NOT 0 = ANY (wider.columns[0:index.indnkeyatts - 1])
       AND wider.columns[0:index.indnkeyatts - 1] = index.columns[0:index.indnkeyatts - 1]
       AND wider.classes[0:index.indnkeyatts - 1] = index.classes[0:index.indnkeyatts - 1]
       AND wider.collations[0:index.indnkeyatts - 1] = index.collations[0:index.indnkeyatts - 1]
       AND wider.options[0:index.indnkeyatts - 1] = index.options[0:index.indnkeyatts - 1]
     WHERE NOT index.stays
     ORDER BY index.oid, wider.indnkeyatts, wider.indnatts, wider.oid
)
SELECT format('%s is covered by %s', oid::regclass, wider::regclass) AS object,
       format('DROP INDEX %s%s', CASE relkind WHEN 'I' THEN '' ELSE 'CONCURRENTLY ' END, oid::regclass) AS remedy
  FROM pairs
 ORDER BY 1
