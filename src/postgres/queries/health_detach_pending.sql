-- One row per partition as health::Answer::Count describes, whose DETACH CONCURRENTLY did not finish and that nobody works on. From
-- PostgreSQL 14 on, for any role.
SELECT format('%s of %s', inhrelid::regclass, inhparent::regclass) AS object,
       format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass) AS remedy
  FROM pg_inherits
 WHERE inhdetachpending
   AND NOT EXISTS (SELECT FROM pg_locks
                    WHERE locktype = 'relation' AND relation = inhrelid AND granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND mode IN ('ShareUpdateExclusiveLock', 'AccessExclusiveLock'))
 ORDER BY 1
