-- One row as health::Answer::Row describes: bytes that this database's queries wrote to temporary files, per hour since its
-- statistics were reset; in the first hour there is no rate. From PostgreSQL 13 on, for any role.
SELECT (temp_bytes / hours)::double precision AS value,
       format('%s temporary files with %s in %s hours', temp_files, pg_size_pretty(temp_bytes), round(hours::numeric, 1)) AS message,
       CASE WHEN NOT current_setting('track_counts')::boolean THEN 'track_counts is off: nothing is counted'
            WHEN hours < 1 THEN 'the statistics are younger than an hour: there is no rate yet'
       END AS skipped
  FROM (SELECT temp_files, temp_bytes,
               extract(epoch FROM clock_timestamp() - coalesce(stats_reset, (SELECT least(archiver.stats_reset, writer.stats_reset)
                                                                           FROM pg_stat_archiver AS archiver, pg_stat_bgwriter AS writer))) / 3600 AS hours
          FROM pg_stat_database WHERE datname = current_database()) AS counted
