-- One row as health::Answer::Share describes: this database's block requests that shared_buffers answered, of all. From PostgreSQL 13
-- on, for any role.
SELECT blks_hit::double precision AS count, (blks_hit + blks_read)::double precision AS of,
       extract(epoch FROM coalesce(stats_reset, (SELECT least(archiver.stats_reset, writer.stats_reset)
                                           FROM pg_stat_archiver AS archiver, pg_stat_bgwriter AS writer)))::double precision AS counts_since,
       extract(epoch FROM clock_timestamp())::double precision AS at,
       CASE WHEN NOT current_setting('track_counts')::boolean THEN 'track_counts is off: nothing is counted' END AS skipped
  FROM pg_stat_database
 WHERE datname = current_database()
