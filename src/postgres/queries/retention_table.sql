-- $1 text, $2 text: a schema and a table. One line where there is such a table: its oid, kind and columns; those that are generated;
-- its primary key with the types as SQL; the type of its columns; what it is partitioned by; and the columns that its usable indexes
-- begin with. From PostgreSQL 13 on; needs no privilege.
SELECT class.oid,
       class.relkind::text AS kind,
       (SELECT coalesce(array_agg(attname::text ORDER BY attnum), '{}') FROM pg_catalog.pg_attribute
         WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS columns,
       (SELECT coalesce(array_agg(pg_catalog.format_type(atttypid, NULL) ORDER BY attnum), '{}') FROM pg_catalog.pg_attribute
         WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS types,
       (SELECT coalesce(array_agg(attname::text ORDER BY attnum), '{}') FROM pg_catalog.pg_attribute
         WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped AND (attgenerated <> '' OR attidentity = 'a')) AS generated,
       primary_key.columns AS key,
       primary_key.types AS key_types,
       (SELECT coalesce(array_agg(attname::text), '{}')
          FROM pg_catalog.pg_partitioned_table AS partitioned
          JOIN pg_catalog.pg_attribute ON attrelid = class.oid AND attnum = ANY (partitioned.partattrs::int2[])
         WHERE partitioned.partrelid = class.oid) AS partition_key,
       (SELECT coalesce(array_agg(attname::text), '{}')
          FROM pg_catalog.pg_index AS index
          JOIN pg_catalog.pg_attribute ON attrelid = class.oid AND attnum = index.indkey[0]
         WHERE index.indrelid = class.oid AND index.indisvalid) AS indexed
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
 CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(attribute.attname::text ORDER BY part.place), '{}') AS columns,
              coalesce(array_agg(pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) ORDER BY part.place), '{}') AS types
         FROM pg_catalog.pg_index AS index
        CROSS JOIN LATERAL pg_catalog.unnest(index.indkey) WITH ORDINALITY AS part (attnum, place)
         JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attnum = part.attnum
        WHERE index.indrelid = class.oid AND index.indisprimary AND index.indisvalid AND part.place <= index.indnkeyatts) AS primary_key
 WHERE namespace.nspname = $1 AND class.relname = $2
