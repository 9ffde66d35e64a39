-- $1 text: a snapshot, as pg_current_snapshot() gave it; $2, $3 oid[]: what was read in it, by catalog and OID. What was changed
-- since, of that which is printed as it is now, and not as the snapshot sees it: by address. A relation's own row comes with the
-- name that it has now, since it is also written anew by what changes nothing that is printed (TRUNCATE, REFRESH, GRANT). And
-- which of the relations, types, functions and schemas that were read are gone. From PostgreSQL 13 on.
WITH seen AS MATERIALIZED (
     SELECT age(pg_snapshot_xmax(snapshot)::xid) AS age,
            ARRAY(SELECT running::xid FROM pg_snapshot_xip(snapshot) AS running) AS running
       FROM CAST($1::text AS pg_snapshot) AS snapshot)
SELECT changed.classid::oid, changed.objid, changed.objsubid, changed.schema::text, changed.name::text
  FROM seen
 CROSS JOIN LATERAL (
       SELECT 'pg_class'::regclass AS classid, class.oid AS objid, 0 AS objsubid, namespace.nspname AS schema, class.relname AS name
         FROM pg_class AS class
         JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
        WHERE age(class.xmin) BETWEEN 0 AND seen.age OR class.xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_class', attrelid, attnum, NULL, NULL
         FROM pg_attribute
        WHERE attnum > 0 AND (age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running))
        UNION ALL
       SELECT 'pg_class', ev_class, 0, NULL, NULL
         FROM pg_rewrite
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_trigger', oid, 0, NULL, NULL
         FROM pg_trigger
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_statistic_ext', oid, 0, NULL, NULL
         FROM pg_statistic_ext
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_proc', oid, 0, NULL, NULL
         FROM pg_proc
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_type', oid, 0, NULL, NULL
         FROM pg_type
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_type', enumtypid, 0, NULL, NULL
         FROM pg_enum
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_operator', oid, 0, NULL, NULL
         FROM pg_operator
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_collation', oid, 0, NULL, NULL
         FROM pg_collation
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)
        UNION ALL
       SELECT 'pg_namespace', oid, 0, NULL, NULL
         FROM pg_namespace
        WHERE age(xmin) BETWEEN 0 AND seen.age OR xmin = ANY (seen.running)) AS changed
 UNION ALL
SELECT known.classid, known.objid, 0, NULL, NULL
  FROM unnest($2::oid[], $3::oid[]) AS known (classid, objid)
 WHERE CASE known.classid WHEN 'pg_class'::regclass THEN known.objid NOT IN (SELECT oid FROM pg_class)
                          WHEN 'pg_type'::regclass THEN known.objid NOT IN (SELECT oid FROM pg_type)
                          WHEN 'pg_proc'::regclass THEN known.objid NOT IN (SELECT oid FROM pg_proc)
                          WHEN 'pg_namespace'::regclass THEN known.objid NOT IN (SELECT oid FROM pg_namespace) END
