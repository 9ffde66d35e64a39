-- $1 integer: a backend of ours. One line of text on how far its statement has come, where the server tells; none where it does
-- not. From PostgreSQL 13 on; COPY from 14 on: progress_copy.sql.
SELECT format('%s: %s%s', work, phase,
              CASE WHEN total > 0 THEN format(', %s %% of %s %s', done * 100 / total, total, unit) END)
  FROM (SELECT lower(command), phase,
               CASE WHEN tuples_total > 0 THEN tuples_done WHEN blocks_total > 0 THEN blocks_done ELSE lockers_done END,
               CASE WHEN tuples_total > 0 THEN tuples_total WHEN blocks_total > 0 THEN blocks_total ELSE lockers_total END,
               CASE WHEN tuples_total > 0 THEN 'rows' WHEN blocks_total > 0 THEN 'blocks' ELSE 'transactions' END
          FROM pg_stat_progress_create_index
         WHERE pid = $1
         UNION ALL
        SELECT lower(command), phase, heap_blks_scanned, heap_blks_total, 'blocks'
          FROM pg_stat_progress_cluster
         WHERE pid = $1
         UNION ALL
        SELECT 'vacuum', phase, heap_blks_scanned, heap_blks_total, 'blocks'
          FROM pg_stat_progress_vacuum
         WHERE pid = $1
         UNION ALL
        SELECT 'analyze', phase, sample_blks_scanned, sample_blks_total, 'blocks'
          FROM pg_stat_progress_analyze
         WHERE pid = $1) AS running (work, phase, done, total, unit)
