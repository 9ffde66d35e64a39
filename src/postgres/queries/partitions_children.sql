-- $1 oid[]: partitioned tables. One row for each of their partitions: by what it is partitioned itself, its bounds as text,
-- whether it is half detached, its comment, its size in bytes as of its last VACUUM or ANALYZE (pg_relation_size would wait for a
-- lock), and whether the current role may read it where it is the default one.
-- From PostgreSQL 13 on; before 14 nothing can be half detached. Waits for no lock. There may be thousands: what is looked up row
-- by row (privileges, a row as JSON) would cost more than all the rest.
SELECT inherits.inhparent AS parent,
       pg_class.oid,
       pg_class.relkind = 'f' AS is_foreign,
       -- Not pg_get_partkeydef, which waits for whoever locks the table.
       (SELECT format('%s (%s)', CASE own.partstrat WHEN 'l' THEN 'LIST' WHEN 'h' THEN 'HASH' ELSE 'RANGE' END,
                      (SELECT string_agg(coalesce(quote_ident(attname), 'an expression'), ', ' ORDER BY position)
                         FROM unnest(own.partattrs::int2[]) WITH ORDINALITY AS part (attribute, position)
                         LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = attribute AND attribute > 0))
          FROM pg_partitioned_table AS own
         WHERE own.partrelid = pg_class.oid) AS partition_by,
       pg_description.description AS comment,
       pg_namespace.nspname::text AS schema,
       pg_class.relname::text AS name,
       -- Without the partition's oid, for which it would lock it: bounds name no columns.
       pg_get_expr(pg_class.relpartbound, 0) AS bounds,
       inherits.detach_pending,
       greatest(pg_class.relpages, 0)::bigint * current_setting('block_size')::bigint AS size,
       CASE WHEN partitioned.partdefid = pg_class.oid THEN has_table_privilege(pg_class.oid, 'SELECT') ELSE true END AS readable
  -- Where pg_inherits has no such column, the name is that of the table beside it.
  FROM (SELECT false AS inhdetachpending) AS before_14
 CROSS JOIN LATERAL (SELECT inhparent, inhrelid, inhdetachpending AS detach_pending
                       FROM pg_inherits
                      WHERE inhparent = ANY ($1::oid[])) AS inherits
  JOIN pg_partitioned_table AS partitioned ON partitioned.partrelid = inherits.inhparent
  JOIN pg_class ON pg_class.oid = inherits.inhrelid
  JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
  LEFT JOIN pg_description
    ON pg_description.objoid = pg_class.oid AND pg_description.classoid = 'pg_class'::regclass AND pg_description.objsubid = 0
