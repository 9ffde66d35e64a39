-- One row per B-tree index of more than 100 MB as health::Answer::Worst describes: an estimate of how many per cent of its pages are
-- empty, beyond its fillfactor: what its entries should take by pg_stats, against what the last VACUUM or ANALYZE saw. Duplicates that
-- are kept once make it look fuller than it is, never emptier. From PostgreSQL 13 on; pg_stats shows only what a role may read: of
-- indexes that it hides, or that were never analysed, this says so.
WITH indexes AS (
    SELECT class.oid, index.indrelid, index.indkey::int2[] AS keys, class.relname, named.relname AS table_name, namespace.nspname,
           class.reltuples::double precision AS entries, class.relpages::double precision AS pages,
           current_setting('block_size')::double precision AS block,
           coalesce((SELECT option_value FROM pg_options_to_table(class.reloptions) WHERE option_name = 'fillfactor'), '90')::double precision
               / 100 AS filled
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid AND class.relkind = 'i'
      JOIN pg_class AS named ON named.oid = index.indrelid AND named.relkind <> 't'
      JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'btree'
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
     WHERE index.indisvalid AND class.relpersistence <> 't' AND class.oid >= 16384
       AND class.reltuples >= 0 AND class.relpages * current_setting('block_size')::bigint > 100 * 1024 * 1024
), seen AS (
    SELECT indexes.*, stats.known, stats.width
      FROM indexes
     CROSS JOIN LATERAL (SELECT count(stats.avg_width) AS known, coalesce(sum((1 - stats.null_frac) * stats.avg_width), 0) AS width
                           FROM pg_attribute AS attribute
                           LEFT JOIN pg_attribute AS source
                             ON source.attrelid = indexes.indrelid AND source.attnum = indexes.keys[attribute.attnum - 1] AND source.attnum > 0
                           LEFT JOIN pg_stats AS stats
                             ON stats.schemaname = indexes.nspname AND NOT stats.inherited
                            AND (stats.tablename, stats.attname) = CASE WHEN source.attnum IS NULL THEN (indexes.relname, attribute.attname)
                                                                        ELSE (indexes.table_name, source.attname) END
                          WHERE attribute.attrelid = indexes.oid AND attribute.attnum > 0) AS stats
), sized AS (
    -- An entry has a header of 8 bytes and a line pointer of 4, its keys are aligned to 8; 40 bytes of each page are its own.
    SELECT *, ceil(entries * (8 + 8 * ceil(width / 8) + 4) / ((block - 40) * filled)) AS needed FROM seen WHERE known = cardinality(keys)
)
SELECT format('%s on %s: about %s %% of %s are empty (an estimate)', oid::regclass, indrelid::regclass,
              round((100 * greatest(pages - needed, 0) / pages)::numeric), pg_size_pretty((pages * block)::bigint)) AS object,
       100 * greatest(pages - needed, 0) / pages AS value,
       format('REINDEX INDEX CONCURRENTLY %s', oid::regclass) AS remedy,
       NULL AS blind, NULL AS missing_grant
  FROM sized
 UNION ALL
SELECT NULL, NULL, NULL, format('indexes above 100 MB whose statistics are hidden: %s', count(*)),
       CASE WHEN current_setting('server_version_num')::int >= 140000 THEN format('GRANT pg_read_all_data TO %I', current_user)
            ELSE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %I', string_agg(DISTINCT quote_ident(nspname), ', '), current_user) END
  FROM seen
 WHERE known < cardinality(keys) AND NOT has_table_privilege(indrelid, 'SELECT')
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, NULL, format('indexes above 100 MB that were never analysed: %s', count(*)), NULL
  FROM seen
 WHERE known = 0 AND has_table_privilege(indrelid, 'SELECT')
HAVING count(*) > 0
