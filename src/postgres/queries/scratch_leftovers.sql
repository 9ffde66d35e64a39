-- Scratch databases that the current role may drop, that nobody is connected to, and whose makers are gone. A maker is known by
-- when its session began and its process id, which are in the name; it is taken to live where its beginning may not be seen.
-- From PostgreSQL 13 on.
SELECT database.datname
  FROM pg_database AS database
 WHERE database.datname ~ '^pgkeel_scratch_[0-9]{8}T[0-9]{6}Z_[0-9]+_'
   AND pg_has_role(database.datdba, 'USAGE')
   AND NOT EXISTS (
       SELECT
         FROM pg_stat_activity AS session
        WHERE session.datid = database.oid
           OR session.pid::text = split_part(database.datname, '_', 4)
          AND coalesce(
                  to_char(session.backend_start AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') = split_part(database.datname, '_', 3),
                  true))
