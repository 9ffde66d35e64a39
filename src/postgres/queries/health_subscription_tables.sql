-- One row per table as health::Answer::Count describes: tables of this database's subscriptions whose first copy has not been made, and
-- that nobody makes, though a worker could: one that fails is tried again and again. Left out: those that wait for their turn
-- (max_sync_workers_per_subscription), and subscriptions that flow not at all (see subscriptions). From PostgreSQL 13 on, for any role.
WITH workers AS MATERIALIZED (
    SELECT worker.subid, worker.subname, worker.relid
      FROM pg_stat_subscription AS worker
      JOIN pg_stat_activity AS session ON session.pid = worker.pid AND session.datname = current_database()
)
SELECT format('%s of subscription %I', srrelid::regclass, subname) AS object, NULL AS skipped
  FROM workers AS main
  JOIN pg_subscription_rel ON srsubid = main.subid AND srsubstate <> 'r'
 WHERE main.relid IS NULL AND NOT pg_is_in_recovery()
   AND NOT EXISTS (SELECT FROM workers WHERE workers.subid = main.subid AND workers.relid = srrelid)
   AND (SELECT count(*) FROM workers WHERE workers.subid = main.subid AND workers.relid IS NOT NULL)
       < current_setting('max_sync_workers_per_subscription')::int
 UNION ALL
SELECT NULL, 'subscriptions are served by the primary'
 WHERE pg_is_in_recovery()
 ORDER BY 1
