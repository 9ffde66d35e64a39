-- One row as health::Answer::Row describes: indexes of this database that are not valid, not ready or not live. Left out: those
-- that a running CREATE or REINDEX INDEX CONCURRENTLY builds (pg_stat_progress_create_index) or that somebody works on under a
-- SHARE UPDATE EXCLUSIVE lock of the index itself (REINDEX and DROP INDEX CONCURRENTLY), indexes of partitioned tables (an
-- ON ONLY index waits for its partitions'), and temporary ones. From PostgreSQL 13 on. Without pg_read_all_stats what other
-- roles build is hidden: where that matters, it says so.
WITH building AS (
    SELECT index_relid, relid
      FROM pg_stat_progress_create_index
     WHERE datname = current_database()
), invalid AS (
    SELECT format('%I.%I', namespace.nspname, class.relname) AS name,
           format('%I.%I', table_namespace.nspname, table_class.relname) AS table_name,
           class.relname ~ '_cc(new|old)[0-9]*$' OR NOT index.indislive AS is_leftover
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indexrelid
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
      JOIN pg_class AS table_class ON table_class.oid = index.indrelid
      JOIN pg_namespace AS table_namespace ON table_namespace.oid = table_class.relnamespace
     WHERE NOT (index.indisvalid AND index.indisready AND index.indislive)
       AND class.relkind = 'i'
       AND class.relpersistence <> 't'
       AND NOT EXISTS (SELECT FROM building WHERE building.index_relid = index.indexrelid)
       AND NOT EXISTS (SELECT FROM pg_locks AS locks
                        WHERE locks.locktype = 'relation'
                          AND locks.relation = index.indexrelid
                          AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND locks.mode = 'ShareUpdateExclusiveLock'
                          AND locks.granted)
), first AS (
    SELECT * FROM invalid ORDER BY name LIMIT 50
)
SELECT (SELECT count(*) FROM invalid)::double precision AS value,
       CASE (SELECT count(*) FROM invalid)
            WHEN 0 THEN 'every index is valid'
            WHEN 1 THEN '1 index is not valid'
            ELSE format('%s indexes are not valid', (SELECT count(*) FROM invalid))
       END AS message,
       CASE WHEN EXISTS (SELECT FROM invalid) AND EXISTS (SELECT FROM building WHERE relid IS NULL)
            THEN 'there are invalid indexes, and another role is building one: which one is hidden'
       END AS blind,
       EXISTS (SELECT FROM building WHERE relid IS NULL) AS lacks_privilege,
       (SELECT array_agg(format('%s on %s', name, table_name) ORDER BY name) FROM first) AS objects,
       (SELECT array_agg(CASE WHEN is_leftover THEN 'DROP INDEX CONCURRENTLY ' ELSE 'REINDEX INDEX CONCURRENTLY ' END || name
                         ORDER BY name) FROM first) AS object_remedies
