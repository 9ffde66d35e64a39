-- One row per line as health::Answer::Count describes: lines of pg_hba.conf that the server cannot take. From PostgreSQL 13 on, for
-- superusers.
SELECT format('pg_hba.conf:%s: %s', line_number, error) AS object
  FROM pg_hba_file_rules
 WHERE error IS NOT NULL
 ORDER BY line_number
