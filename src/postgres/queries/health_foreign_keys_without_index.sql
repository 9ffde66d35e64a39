-- One row per foreign key as health::Answer::Worst describes, with about how many rows its table has (1 where that is not known):
-- keys whose columns are, in any order, not the first ones of a valid
-- B-tree index without condition (or a partial one that only leaves out NULLs of these columns). Left out: partitions' copies, tables of extensions.
-- From PostgreSQL 13 on, for any role.
WITH RECURSIVE below (root, oid) AS (
    -- pg_partition_tree() would lock what it shows.
    SELECT partrelid, partrelid FROM pg_partitioned_table
     UNION ALL
    SELECT below.root, inhrelid FROM below JOIN pg_inherits ON inhparent = below.oid
), leaves AS (
    SELECT root, sum(CASE WHEN reltuples > 0 THEN reltuples ELSE pg_stat_get_live_tuples(class.oid) END) AS rows
      FROM below
      JOIN pg_class AS class USING (oid)
     WHERE class.relkind = 'r'
     GROUP BY root
)
SELECT format('%s of %s (%s)', quote_ident(fk.conname), fk.conrelid::regclass, columns.names) AS object,
       format('CREATE INDEX %sON %s (%s)', CASE class.relkind WHEN 'p' THEN '' ELSE 'CONCURRENTLY ' END, fk.conrelid::regclass,
              columns.names) AS remedy,
       greatest(CASE class.relkind WHEN 'p' THEN leaves.rows ELSE greatest(class.reltuples, pg_stat_get_live_tuples(class.oid)) END, 1)
           ::double precision AS value
  FROM pg_constraint AS fk
  JOIN pg_class AS class ON class.oid = fk.conrelid
 CROSS JOIN LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY position) AS names
                       FROM unnest(fk.conkey) WITH ORDINALITY AS key (number, position)
                       JOIN pg_attribute ON attrelid = fk.conrelid AND attnum = key.number) AS columns
  LEFT JOIN leaves ON leaves.root = fk.conrelid
 WHERE fk.contype = 'f' AND fk.conparentid = 0
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = fk.conrelid AND deptype = 'e')
   AND NOT EXISTS (SELECT FROM pg_index AS index
                     JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
                     JOIN pg_am AS method ON method.oid = index_class.relam AND method.amname IN ('btree', 'hash')
                    WHERE index.indrelid = fk.conrelid AND index.indisvalid
                      AND (index.indpred IS NULL
                           OR substring(index.indpred::text FROM '^\{NULLTEST :arg \{VAR :varno \d+ :varattno (\d+) [^{}]*\} :nulltesttype 1 [^{}]*\}$')
                              ::int2 = ANY (fk.conkey))
                      AND index.indnkeyatts >= cardinality(fk.conkey)
                      AND (index.indkey::int2[])[0:cardinality(fk.conkey) - 1] @> fk.conkey
                      AND (index.indkey::int2[])[0:cardinality(fk.conkey) - 1] <@ fk.conkey)
 ORDER BY 1
