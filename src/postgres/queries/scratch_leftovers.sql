-- Scratch databases that the current role may drop, that nobody is connected to, and whose makers are gone. A maker is known by
-- when its session began and its process id, which are in the name; it is taken to live where its beginning may not be seen.
-- From PostgreSQL 13 on.
SELECT datname
  FROM pg_database AS database
 WHERE datname ~ '^pgkeel_scratch_[0-9]{8}T[0-9]{6}Z_[0-9]+_'
   AND pg_has_role(datdba, 'USAGE')
   AND NOT EXISTS (SELECT FROM pg_stat_activity AS activity WHERE activity.datid = database.oid)
   AND NOT EXISTS (
       SELECT
         FROM pg_stat_activity AS maker
        WHERE maker.pid::text = split_part(datname, '_', 4)
          AND coalesce(to_char(maker.backend_start AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') = split_part(datname, '_', 3), true))
