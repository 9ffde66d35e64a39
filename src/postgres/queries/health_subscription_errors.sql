-- One row as health::Answer::Rate describes: errors of the subscriptions of this database, in applying changes and copying tables.
-- From PostgreSQL 15 on, for any role.
SELECT coalesce(sum(apply_error_count + sync_error_count), 0)::double precision AS count,
       extract(epoch FROM coalesce(min(errors.stats_reset), pg_postmaster_start_time()))::double precision AS counts_since,
       extract(epoch FROM clock_timestamp())::double precision AS at,
       CASE WHEN count(*) = 0 THEN 'this database subscribes to nothing' END AS skipped
  FROM pg_stat_subscription_stats AS errors
  JOIN pg_subscription AS subscription ON subscription.oid = errors.subid
 WHERE subscription.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
