-- One row per subscription of this database that does not flow as health::Answer::Count describes: disabled, without a worker, or
-- waiting for one. On a standby none has a worker: there it is the primary's question. From PostgreSQL 13 on, for any role: before 15 the
-- OIDs of subscriptions are for superusers, so that workers are told by name and database.
SELECT format('subscription %I is %s', subname, CASE WHEN NOT subenabled THEN 'disabled' ELSE 'enabled, and no worker runs' END)
           AS object,
       CASE WHEN NOT subenabled THEN format('ALTER SUBSCRIPTION %I ENABLE', subname) END AS remedy,
       NULL AS skipped
  FROM pg_subscription AS subscription
 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (NOT subenabled
        OR NOT EXISTS (SELECT FROM pg_stat_subscription AS worker
                         JOIN pg_stat_activity AS session ON session.pid = worker.pid AND session.datid = subscription.subdbid
                        WHERE worker.subname = subscription.subname AND worker.relid IS NULL))
   AND NOT pg_is_in_recovery()
 UNION ALL
SELECT NULL, NULL, 'subscriptions are served by the primary'
 WHERE pg_is_in_recovery()
 ORDER BY 1
