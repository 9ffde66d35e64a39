-- One row per materialized view that pgkeel refreshes as health::Answer::Worst describes, and that is behind: what it read at its last
-- refresh has changed since, as far as the server counts, or its last refresh failed; for how many seconds it has not been refreshed.
-- What a view read is remembered by kind and OID (r17021): storage and counters of a table, as materialized_view_sources.sql has them.
-- From PostgreSQL 13 on, for a role that may read pgkeel.matview_refreshes.
WITH RECURSIVE refreshes AS (
    SELECT class.oid, coalesce(done.began, failed.began) AS began, done.id AS done, done.reads::jsonb AS reads, failed.error
      FROM pg_class AS class
      LEFT JOIN LATERAL (SELECT id, began, reads FROM pgkeel.matview_refreshes
                          WHERE view_oid = class.oid AND outcome = 'refreshed' ORDER BY id DESC LIMIT 1) AS done ON true
      LEFT JOIN LATERAL (SELECT began, error FROM pgkeel.matview_refreshes
                          WHERE view_oid = class.oid AND outcome = 'failed' AND id > coalesce(done.id, 0) ORDER BY id DESC LIMIT 1) AS failed ON true
     WHERE class.relkind = 'm' AND coalesce(done.began, failed.began) IS NOT NULL
), read AS (
    SELECT refreshes.oid, left(source.key, 1) AS kind, substr(source.key, 2)::oid AS source, source.value AS state
      FROM refreshes CROSS JOIN LATERAL jsonb_each_text(reads -> 'sources') AS source
     WHERE source.key ~ '^[rmp]'
), families (oid, source) AS (
    SELECT oid, source FROM read
     UNION
    SELECT families.oid, inhrelid FROM families JOIN pg_inherits ON inhparent = source
), changed AS (
    SELECT families.oid, min(class.oid::regclass::text) AS first
      FROM families
      JOIN pg_class AS class ON class.oid = families.source AND class.relkind IN ('r', 'm')
      LEFT JOIN read ON read.oid = families.oid AND read.source = families.source
     WHERE read.state IS DISTINCT FROM format('%s %s %s %s', class.relfilenode, pg_stat_get_tuples_inserted(class.oid),
                                              pg_stat_get_tuples_updated(class.oid), pg_stat_get_tuples_deleted(class.oid))
     GROUP BY families.oid
)
SELECT format('%s: %s, %s', refreshes.oid::regclass,
              CASE WHEN done IS NULL THEN 'never refreshed by pgkeel'
                   ELSE format('refreshed at %s', to_char(refreshes.began AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC')) END,
              CASE WHEN error IS NOT NULL THEN format('the last try failed: %s', error) ELSE format('and %s has changed since', changed.first) END)
           AS object,
       extract(epoch FROM clock_timestamp() - refreshes.began)::double precision AS value,
       CASE WHEN error IS NULL THEN format('REFRESH MATERIALIZED VIEW %s', refreshes.oid::regclass) END AS remedy, NULL AS skipped
  FROM refreshes
  LEFT JOIN changed USING (oid)
 WHERE error IS NOT NULL OR changed.first IS NOT NULL
 UNION ALL
SELECT NULL, NULL, NULL, 'no refresh by pgkeel is on record'
 WHERE NOT EXISTS (SELECT FROM refreshes)
