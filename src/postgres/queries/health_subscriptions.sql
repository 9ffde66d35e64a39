-- One row per subscription of this database that does not flow as health::Answer::Count describes: disabled, without a worker, or
-- waiting for one. On a standby none has a worker: there it is the primary's question. From PostgreSQL 13 on, for any role.
SELECT format('subscription %I is %s', subname, CASE WHEN NOT subenabled THEN 'disabled' ELSE 'enabled, and no worker runs' END)
           AS object,
       CASE WHEN NOT subenabled THEN format('ALTER SUBSCRIPTION %I ENABLE', subname) END AS remedy,
       NULL AS skipped
  FROM pg_subscription AS subscription
 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (NOT subenabled
        OR NOT EXISTS (SELECT FROM pg_stat_subscription AS worker WHERE worker.subid = subscription.oid AND worker.relid IS NULL AND worker.pid IS NOT NULL))
   AND NOT pg_is_in_recovery()
 UNION ALL
SELECT NULL, NULL, 'subscriptions are served by the primary'
 WHERE pg_is_in_recovery()
 ORDER BY 1
