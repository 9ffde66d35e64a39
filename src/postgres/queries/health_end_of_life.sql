-- One row as health::Answer::Row describes: for how long this major version of PostgreSQL still gets fixes, by the server's clock. The
-- days are those of https://www.postgresql.org/support/versioning/. From PostgreSQL 13 on, for any role.
WITH lives (major, ends) AS (
    VALUES (13, date '2025-11-13'), (14, date '2026-11-12'), (15, date '2027-11-11'), (16, date '2028-11-09'), (17, date '2029-11-08'),
           (18, date '2030-11-14')
), server AS (
    SELECT current_setting('server_version_num')::int / 10000 AS major, split_part(current_setting('server_version'), ' ', 1) AS version
)
SELECT extract(epoch FROM ends - clock_timestamp())::double precision AS value,
       format('PostgreSQL %s: its last fixes %s on %s', version, CASE WHEN ends < clock_timestamp() THEN 'came' ELSE 'come' END, ends) AS message,
       CASE WHEN ends IS NULL THEN format('PostgreSQL %s is newer than what this program knows', major) END AS skipped
  FROM server LEFT JOIN lives USING (major)
