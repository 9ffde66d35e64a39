-- One row per default partition of tables partitioned by range as health::Answer::Count describes, that has rows: no partition was
-- there for them. Told from statistics, and no row is read: what was loaded before the statistics were lost is found after the next
-- ANALYZE. From PostgreSQL 13 on, for any role.
SELECT format('%s of %s: about %s rows', class.oid::regclass, partrelid::regclass,
              greatest(class.reltuples::bigint, pg_stat_get_live_tuples(class.oid))) AS object
  FROM pg_partitioned_table
  JOIN pg_class AS class ON class.oid = partdefid
 WHERE partstrat = 'r'
   AND (pg_stat_get_live_tuples(class.oid) > 0 OR class.reltuples > 0)
 ORDER BY 1
