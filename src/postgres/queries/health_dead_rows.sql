-- One row per table as health::Answer::Worst describes: its dead rows in times of the number at which autovacuum comes, by the
-- table's own settings or the server's. Left out: tables with fewer than 10000 dead rows. Counts are lost in a crash, and only a
-- primary keeps them. From PostgreSQL 13 on, for any role; autovacuum_vacuum_max_threshold from 18 on. Where the counts of a table
-- are lost (a crash, a failover, a reset), nobody knows until VACUUM or ANALYZE has seen it again: that is said.
WITH settings AS (
    SELECT class.oid, class.reltuples,
           coalesce((SELECT option_value FROM pg_options_to_table(class.reloptions)
                      WHERE option_name = 'autovacuum_vacuum_threshold'),
                    current_setting('autovacuum_vacuum_threshold'))::double precision AS threshold,
           coalesce((SELECT option_value FROM pg_options_to_table(class.reloptions)
                      WHERE option_name = 'autovacuum_vacuum_scale_factor'),
                    current_setting('autovacuum_vacuum_scale_factor'))::double precision AS scale,
           nullif(coalesce((SELECT option_value FROM pg_options_to_table(class.reloptions)
                             WHERE option_name = 'autovacuum_vacuum_max_threshold'),
                           current_setting('autovacuum_vacuum_max_threshold', true))::double precision, -1) AS most
      FROM pg_class AS class
     WHERE class.relkind IN ('r', 'm')
       AND class.relpersistence <> 't'
), tables AS (
    SELECT settings.oid, reltuples, pg_stat_get_dead_tuples(settings.oid) AS dead,
           greatest(least(threshold + scale * greatest(reltuples, 0), most), 1) AS due
      FROM settings
)
SELECT format('%s: %s dead rows, due at %s, last vacuumed %s', oid::regclass, dead, round(due),
              coalesce(to_char(greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid)) AT TIME ZONE 'UTC',
                               'YYYY-MM-DD HH24:MI UTC'), 'never')) AS object,
       dead / due AS value, format('VACUUM (ANALYZE) %s', oid::regclass) AS remedy, NULL AS skipped, NULL AS blind
  FROM tables
 WHERE dead >= 10000 AND NOT pg_is_in_recovery()
 UNION ALL
SELECT NULL, NULL, NULL, NULL,
       format('the counts of %s tables are lost (a crash, a failover or a reset): %s%s; ANALYZE counts again', count(*),
              array_to_string((array_agg(oid::regclass::text ORDER BY reltuples DESC))[1:3], ', '), CASE WHEN count(*) > 3 THEN ', …' ELSE '' END)
  FROM tables
 WHERE reltuples >= 10000 AND pg_stat_get_live_tuples(oid) + pg_stat_get_dead_tuples(oid) < reltuples / 2
   AND greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid), pg_stat_get_last_analyze_time(oid),
                pg_stat_get_last_autoanalyze_time(oid)) IS NULL
   AND NOT pg_is_in_recovery() AND current_setting('track_counts')::boolean
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, NULL, CASE WHEN pg_is_in_recovery() THEN 'dead rows are counted on the primary'
                              ELSE 'track_counts is off: nothing is counted' END, NULL
 WHERE pg_is_in_recovery() OR NOT current_setting('track_counts')::boolean
