-- One row per table as health::Answer::Count describes: tables of this database's subscriptions whose first copy has not been made, and
-- that nobody makes, though a worker could: one that fails is tried again and again. Left out: those that wait for their turn
-- (max_sync_workers_per_subscription), and subscriptions that flow not at all (see subscriptions). From PostgreSQL 13 on, for any role.
WITH waiting AS (
    SELECT subname, tables.srrelid,
           (SELECT count(*) FROM pg_stat_subscription AS busy WHERE busy.subid = subscription.oid AND busy.relid IS NOT NULL AND busy.pid IS NOT NULL)
               AS busy
      FROM pg_subscription AS subscription
      JOIN pg_subscription_rel AS tables ON tables.srsubid = subscription.oid AND tables.srsubstate <> 'r'
     WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND EXISTS (SELECT FROM pg_stat_subscription AS worker WHERE worker.subid = subscription.oid AND worker.relid IS NULL AND worker.pid IS NOT NULL)
       AND NOT EXISTS (SELECT FROM pg_stat_subscription AS worker WHERE worker.relid = tables.srrelid AND worker.pid IS NOT NULL)
)
SELECT format('%s of subscription %I', srrelid::regclass, subname) AS object, NULL AS skipped
  FROM waiting
 WHERE busy < current_setting('max_sync_workers_per_subscription')::int AND NOT pg_is_in_recovery()
 UNION ALL
SELECT NULL, 'subscriptions are served by the primary'
 WHERE pg_is_in_recovery()
 ORDER BY 1
