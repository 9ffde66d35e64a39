-- One row as health::Answer::Count describes, where synchronous_standby_names asks for more standbys than there are: then commits wait
-- for ever. From PostgreSQL 13 on; who is synchronous is hidden without pg_read_all_stats.
WITH wanted AS (
    SELECT names, coalesce(substring(names FROM '^\s*(?:(?:[Ff][Ii][Rr][Ss][Tt]|[Aa][Nn][Yy])\s+)?(\d+)\s*\(')::int, 1) AS number
      FROM (SELECT current_setting('synchronous_standby_names') AS names) AS setting
), here AS (
    SELECT count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')) AS number, count(*) FILTER (WHERE sync_state IS NULL) AS hidden
      FROM pg_stat_replication
)
SELECT CASE here.number WHEN 0 THEN format('no standby is synchronous, and synchronous_standby_names is %s', names)
                        ELSE format('%s of %s standbys are synchronous that synchronous_standby_names asks for: %s', here.number, wanted.number, names)
       END AS object,
       NULL AS skipped, NULL AS blind, false AS lacks_privilege
  FROM wanted, here
 WHERE names <> '' AND NOT pg_is_in_recovery() AND here.hidden = 0 AND here.number < wanted.number
 UNION ALL
SELECT NULL, NULL, 'which standbys are synchronous is hidden', true
  FROM wanted, here
 WHERE names <> '' AND NOT pg_is_in_recovery() AND here.hidden > 0
 UNION ALL
SELECT NULL, CASE WHEN names = '' THEN 'synchronous_standby_names is empty' ELSE 'a standby waits for no other' END, NULL, false
  FROM wanted
 WHERE names = '' OR pg_is_in_recovery()
