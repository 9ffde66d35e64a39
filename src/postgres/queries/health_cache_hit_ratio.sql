-- One row as health::Answer::Row describes: the share of this database's block requests that shared_buffers answered, since
-- its statistics were reset. Below a million requests (8 GB) a cold cache would count as a bad one: then there is no answer.
-- From PostgreSQL 13 on, for any role.
SELECT (100.0 * blks_hit / nullif(blks_hit + blks_read, 0))::double precision AS value,
       format('%s %% of %s block requests found in shared_buffers%s',
              round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 2), blks_hit + blks_read,
              coalesce(to_char(stats_reset AT TIME ZONE 'UTC', ' since YYYY-MM-DD'), '')) AS message,
       CASE WHEN NOT current_setting('track_counts')::boolean THEN 'track_counts is off: nothing is counted'
            WHEN blks_hit + blks_read < 1000000
            THEN format('only %s block requests are on record; a ratio means something from 1000000 on', blks_hit + blks_read)
       END AS skipped
  FROM pg_stat_database
 WHERE datname = current_database()
