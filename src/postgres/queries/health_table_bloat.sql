-- One row per table or materialized view of more than 100 MB as health::Answer::Worst describes: an estimate of how many per cent of its
-- pages are empty, beyond its fillfactor: what its rows should take by pg_stats, against what the last VACUUM or ANALYZE saw. What is stored out of line does not count. From PostgreSQL 13 on; pg_stats shows only what a role
-- may read: of tables that it hides, or that were never analysed, this says so.
WITH tables AS (
    SELECT class.oid, class.relname, namespace.nspname, class.reltuples::double precision AS rows, class.relpages::double precision AS pages,
           current_setting('block_size')::double precision AS block,
           coalesce((SELECT option_value FROM pg_options_to_table(class.reloptions) WHERE option_name = 'fillfactor'), '100')::double precision
               / 100 AS filled
      FROM pg_class AS class
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
     WHERE class.relkind IN ('r', 'm') AND class.relpersistence <> 't' AND class.oid >= 16384
       AND class.reltuples >= 0 AND class.relpages * current_setting('block_size')::bigint > 100 * 1024 * 1024
), seen AS (
    SELECT tables.*,
           (SELECT count(*) FROM pg_attribute WHERE attrelid = tables.oid AND attnum > 0 AND NOT attisdropped) AS columns,
           stats.columns AS known, stats.width
      FROM tables
     CROSS JOIN LATERAL (SELECT count(*) AS columns, coalesce(sum((1 - null_frac) * avg_width), 0) AS width
                           FROM pg_stats
                          WHERE schemaname = tables.nspname AND tablename = tables.relname AND NOT inherited) AS stats
), sized AS (
    -- A header of 24 bytes, the columns aligned to 8 as a whole, a line pointer of 4; 24 bytes of each page are its own.
    SELECT *, ceil(rows * (24 + 8 * ceil(width / 8) + 4) / ((block - 24) * filled)) AS needed FROM seen WHERE known = columns
)
SELECT format('%s: about %s %% of %s are empty (an estimate)', oid::regclass, round((100 * greatest(pages - needed, 0) / pages)::numeric),
              pg_size_pretty((pages * block)::bigint)) AS object,
       100 * greatest(pages - needed, 0) / pages AS value,
       NULL AS blind, NULL AS missing_grant
  FROM sized
 UNION ALL
SELECT NULL, NULL, format('tables above 100 MB whose statistics are hidden: %s', count(*)),
       CASE WHEN current_setting('server_version_num')::int >= 140000 THEN format('GRANT pg_read_all_data TO %I', current_user)
            ELSE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %I', string_agg(DISTINCT quote_ident(nspname), ', '), current_user) END
  FROM seen
 WHERE known < columns AND NOT has_table_privilege(oid, 'SELECT')
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, format('tables above 100 MB that were never analysed: %s', count(*)), NULL
  FROM seen
 WHERE known = 0 AND has_table_privilege(oid, 'SELECT')
HAVING count(*) > 0
