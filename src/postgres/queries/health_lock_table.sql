-- One row as health::Answer::Row describes: locks held or waited for, in percent of the shared lock table's planned size.
-- Fast-path locks and predicate locks take no room there. From PostgreSQL 13 on, for any role.
WITH size AS (
    SELECT current_setting('max_locks_per_transaction')::bigint
           * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint) AS slots
), held AS (
    SELECT count(DISTINCT (locktype, database, relation, page, tuple, virtualxid, transactionid::text, classid, objid, objsubid))
               AS objects
      FROM pg_locks
     WHERE NOT fastpath AND mode <> 'SIReadLock' AND pid IS DISTINCT FROM pg_backend_pid()
)
SELECT (100.0 * objects / slots)::double precision AS value,
       format('%s objects are locked, there is room for %s', objects, slots) AS message
  FROM size, held
