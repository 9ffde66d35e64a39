-- One row per table as health::Answer::Worst describes: about how many rows a table has of whose columns the planner knows nothing: it was
-- never analysed, or an upgrade left the statistics behind. A partitioned table has its own, which only ANALYZE gathers, never autovacuum.
-- Where what was counted is lost (a crash, a reset), tables that no VACUUM or ANALYZE has seen may have any number of rows: that is said.
-- From PostgreSQL 13 on; pg_stats shows only what a role may read, which counts where there is no other sign of an ANALYZE.
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
), tables AS (
    SELECT class.oid, class.relname, namespace.nspname, class.relkind,
           CASE class.relkind WHEN 'p' THEN coalesce(leaves.rows, 0) ELSE greatest(class.reltuples, pg_stat_get_live_tuples(class.oid), 0) END AS rows,
           greatest(pg_stat_get_last_analyze_time(class.oid), pg_stat_get_last_autoanalyze_time(class.oid)) IS NOT NULL AS analysed,
           class.relkind <> 'p' AND class.reltuples <= 0 AND class.relpages = 0
               AND greatest(pg_stat_get_last_analyze_time(class.oid), pg_stat_get_last_autoanalyze_time(class.oid),
                            pg_stat_get_last_vacuum_time(class.oid), pg_stat_get_last_autovacuum_time(class.oid)) IS NULL
               AND pg_stat_get_tuples_inserted(class.oid) + pg_stat_get_tuples_updated(class.oid) + pg_stat_get_tuples_deleted(class.oid) = 0
               AS never_counted,
           NOT has_any_column_privilege(class.oid, 'SELECT') OR row_security_active(class.oid) AS hidden
      FROM pg_class AS class
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
      LEFT JOIN leaves ON leaves.root = class.oid
     WHERE class.relkind IN ('r', 'm', 'p') AND class.relpersistence <> 't' AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
       AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped AND attstattarget IS DISTINCT FROM 0)
), doubtful AS (
    SELECT * FROM tables WHERE rows >= 1000 AND NOT analysed
), counted AS (
    -- The cluster's identifier begins with the second in which initdb made it.
    SELECT (SELECT max(since) FROM (SELECT stats_reset FROM pg_stat_archiver UNION ALL SELECT stats_reset FROM pg_stat_bgwriter
                                     -- Before 15 it is when somebody first connected to the database.
                                     UNION ALL SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()
                                                  AND current_setting('server_version_num')::int >= 150000) AS counts (since)) AS since,
           to_timestamp((system_identifier >> 32) & 4294967295) AS made
      FROM pg_control_system()
)
SELECT format('%s: about %s rows%s', oid::regclass, round(rows), CASE relkind WHEN 'p' THEN ' in its partitions' ELSE '' END) AS object,
       rows::double precision AS value, format('ANALYZE %s', oid::regclass) AS remedy,
       NULL AS skipped, NULL AS blind, NULL AS missing_grant
  FROM doubtful
 WHERE NOT hidden AND NOT pg_is_in_recovery()
   AND NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = nspname AND tablename = relname AND inherited = (relkind = 'p'))
 UNION ALL
SELECT NULL, NULL, NULL, NULL, format('tables whose statistics are hidden, and of whose last ANALYZE nothing is known: %s', count(*)),
       CASE WHEN bool_or(has_any_column_privilege(oid, 'SELECT')) THEN NULL
            WHEN current_setting('server_version_num')::int >= 140000 THEN format('GRANT pg_read_all_data TO %I', current_user)
            ELSE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %I', string_agg(DISTINCT quote_ident(nspname), ', '), current_user) END
  FROM doubtful
 WHERE hidden AND rows >= 10000 AND NOT pg_is_in_recovery()
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, NULL, NULL,
       format('nothing ever counted the rows of %s tables (%s, …), and what was counted before %s is lost: run ANALYZE', count(*),
              min(tables.oid::regclass::text), to_char(min(since) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC')), NULL
  FROM tables, counted
 WHERE never_counted AND since > made + interval '1 hour' AND NOT pg_is_in_recovery()
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, NULL, CASE WHEN pg_is_in_recovery() THEN 'statistics are gathered on the primary'
                              ELSE 'track_counts is off: nothing is counted' END, NULL, NULL
 WHERE pg_is_in_recovery() OR NOT current_setting('track_counts')::boolean
