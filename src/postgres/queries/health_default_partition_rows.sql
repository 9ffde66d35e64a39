-- One row per default partition of tables partitioned by range as health::Answer::Count describes, that has rows: no partition was
-- there for them. Told from statistics, and no row is read: the counters since the last VACUUM or ANALYZE, or where these were lost
-- what that ANALYZE saw. From PostgreSQL 13 on, for any role.
WITH parts AS (
    SELECT class.oid, partrelid, greatest(class.reltuples, 0) AS seen, pg_stat_get_live_tuples(class.oid) AS live,
           coalesce(pg_stat_get_last_analyze_time(class.oid), pg_stat_get_last_autoanalyze_time(class.oid),
                    pg_stat_get_last_vacuum_time(class.oid), pg_stat_get_last_autovacuum_time(class.oid)) IS NOT NULL AS counted,
           pg_stat_get_tuples_inserted(class.oid) - pg_stat_get_tuples_deleted(class.oid) AS added
      FROM pg_partitioned_table
      JOIN pg_class AS class ON class.oid = partdefid
     WHERE partstrat = 'r'
), rows AS (
    SELECT oid, partrelid, greatest(live, CASE WHEN NOT counted THEN seen + added END, 0) AS number FROM parts
)
SELECT format('%s of %s: about %s rows', oid::regclass, partrelid::regclass, number::bigint) AS object
  FROM rows
 WHERE number > 0
 ORDER BY 1
