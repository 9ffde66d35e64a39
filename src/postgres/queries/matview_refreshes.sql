-- $1 oid[]: materialized views, $2 text[]: their names, one for one. One row per view of which something is recorded: the last refresh
-- that came to its end, and the error of the last attempt, if that failed. From PostgreSQL 13 on.
SELECT asked.oid, last.began, last.ended, last.way, last.cause, last.rows, last.bytes, last.done_by, last.reads,
       failed.ended AS failed_at, failed.error
  FROM unnest($1::oid[], $2::text[]) AS asked (oid, name)
  LEFT JOIN LATERAL (SELECT * FROM pgkeel.matview_refreshes AS refresh
                      WHERE refresh.view_oid = asked.oid AND refresh.view = asked.name AND outcome = 'refreshed'
                      ORDER BY id DESC LIMIT 1) AS last ON true
  LEFT JOIN LATERAL (SELECT * FROM pgkeel.matview_refreshes AS refresh
                      WHERE refresh.view_oid = asked.oid AND refresh.view = asked.name AND refresh.id > coalesce(last.id, 0)
                      ORDER BY id DESC LIMIT 1) AS failed ON true
 WHERE last.id IS NOT NULL OR failed.id IS NOT NULL
