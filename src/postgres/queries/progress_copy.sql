-- $1 integer: a backend of ours. One line of text on how far its COPY has come. From PostgreSQL 14 on.
SELECT format('%s: %s rows, %s%s', lower(command), tuples_processed, pg_size_pretty(bytes_processed),
              CASE WHEN bytes_total > 0 THEN format(', %s %% of %s bytes', bytes_processed * 100 / bytes_total, bytes_total) END)
  FROM pg_stat_progress_copy
 WHERE pid = $1
