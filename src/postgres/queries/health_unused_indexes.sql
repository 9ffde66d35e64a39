-- One row per index as health::Answer::Count describes: indexes above 10 MB that no query of this server has used since its
-- statistics were reset, 14 days ago or more. Left out: unique ones, those that a constraint, a replica identity or CLUSTER uses,
-- those that serve a foreign key, and indexes of partitions. What standbys use is counted there. From PostgreSQL 13 on, for any
-- role. The size is what the last VACUUM or ANALYZE saw: no lock is taken for it.
WITH counted AS (
    SELECT coalesce(stats_reset, (SELECT least(archiver.stats_reset, writer.stats_reset)
                                   FROM pg_stat_archiver AS archiver, pg_stat_bgwriter AS writer)) AS since
      FROM pg_stat_database WHERE datname = current_database()
)
SELECT format('%s on %s, %s', class.oid::regclass, index.indrelid::regclass,
              pg_size_pretty(class.relpages * current_setting('block_size')::bigint)) AS object,
       format('DROP INDEX CONCURRENTLY %s', class.oid::regclass) AS remedy,
       NULL AS skipped
  FROM pg_index AS index
  JOIN pg_class AS class ON class.oid = index.indexrelid
  JOIN counted ON counted.since < clock_timestamp() - interval '14 days'
 WHERE pg_stat_get_numscans(class.oid) = 0
   AND class.relpages * current_setting('block_size')::bigint > 10 * 1024 * 1024
   AND class.relkind = 'i' AND NOT class.relispartition AND class.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = index.indrelid AND deptype = 'e')
   AND index.indisvalid AND NOT (index.indisunique OR index.indisreplident OR index.indisclustered OR index.indisexclusion)
   AND NOT EXISTS (SELECT FROM pg_constraint
                    WHERE contype = 'f' AND conrelid = index.indrelid
                      AND conkey @> (index.indkey::int2[])[0:cardinality(conkey) - 1]
                      AND conkey <@ (index.indkey::int2[])[0:cardinality(conkey) - 1])
 UNION ALL
SELECT NULL, NULL, format('use has been counted since %s only: that tells something after 14 days',
                          to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
  FROM counted
 WHERE since >= clock_timestamp() - interval '14 days'
 ORDER BY 1
