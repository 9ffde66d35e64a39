-- One row as health::Answer::Row describes: statements of this database whose mean execution time is above 1000 ms. Counts are
-- open to every role; without pg_read_all_stats other roles' texts are hidden, and stay so. Texts come normalised, without
-- constants, but not always: an entry that was evicted while its statement ran has them, and so have utility statements, which
-- may hold passwords. So a text is shown up to its first quote, dollar quote or comment, and of a utility statement one word.
-- From pg_stat_statements 1.8 on (PostgreSQL 13).
WITH recorded AS (
    SELECT queryid, query, calls, mean_exec_time, total_exec_time
      FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
), slow AS (
    SELECT * FROM recorded WHERE mean_exec_time > 1000
), worst AS (
    SELECT format('mean %s ms, calls %s: %s', round(mean_exec_time), calls,
                  CASE WHEN query ~* '^\s*(select|insert|update|delete|merge|with)\M'
                       THEN rtrim(left(regexp_replace(
                                substring(query FROM $$^\s*((?:[^'$/-]|\$\d|/(?!\*)|-(?!-))*)$$), '\s+', ' ', 'g'), 100))
                       WHEN queryid IS NULL THEN 'a statement of another role'
                       ELSE coalesce(upper(substring(query FROM '^\s*(\w+)')), 'a statement') || ' …'
                  END) AS statement,
           total_exec_time
      FROM slow
     ORDER BY total_exec_time DESC
     LIMIT 10
)
SELECT (SELECT count(*) FROM slow)::double precision AS value,
       format('above 1000 ms on average: %s of the %s statements on record', (SELECT count(*) FROM slow),
              (SELECT count(*) FROM recorded)) AS message,
       CASE WHEN NOT EXISTS (SELECT FROM recorded)
            THEN format('no statement is on record yet (pg_stat_statements.track is %s)',
                        current_setting('pg_stat_statements.track', true))
       END AS skipped,
       (SELECT array_agg(statement ORDER BY total_exec_time DESC) FROM worst) AS objects
