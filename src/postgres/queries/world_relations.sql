-- $1 text[]: names. One JSON object for each relation of such a name, for the table of an index of such a name, and for what is
-- locked together with these: parents, default partitions, both ends of foreign keys, tables with a column of such a domain. With
-- its columns, constraints and indexes; its size is that of its whole tree. From PostgreSQL 13 on.
WITH RECURSIVE named AS (
    SELECT relation.oid
      FROM pg_catalog.pg_class AS relation
      JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace
     WHERE relation.relname = ANY ($1)
       AND relation.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')
       AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
       AND namespace.nspname NOT LIKE 'pg\_temp\_%'
       AND namespace.nspname NOT LIKE 'pg\_toast%'
), tables AS (
    SELECT named.oid FROM named JOIN pg_catalog.pg_class AS relation USING (oid) WHERE relation.relkind NOT IN ('i', 'I')
    UNION
    SELECT indrelid FROM pg_catalog.pg_index JOIN named ON named.oid = indexrelid
), near AS (
    SELECT oid FROM tables
    UNION
    SELECT inhparent FROM pg_catalog.pg_inherits JOIN tables ON tables.oid = inhrelid
    UNION
    SELECT confrelid FROM pg_catalog.pg_constraint JOIN tables ON tables.oid = conrelid WHERE contype = 'f'
    UNION
    SELECT conrelid FROM pg_catalog.pg_constraint JOIN tables ON tables.oid = confrelid WHERE contype = 'f'
    UNION
    SELECT attribute.attrelid
      FROM pg_catalog.pg_attribute AS attribute
      JOIN pg_catalog.pg_type AS type ON type.oid = attribute.atttypid
      JOIN pg_catalog.pg_class AS relation ON relation.oid = attribute.attrelid
     WHERE type.typtype = 'd' AND type.typname = ANY ($1) AND NOT attribute.attisdropped AND relation.relkind IN ('r', 'p', 'm')
), wanted AS (
    SELECT oid FROM near
    UNION
    SELECT partdefid FROM pg_catalog.pg_partitioned_table JOIN near ON near.oid = partrelid WHERE partdefid <> 0
), tree AS (
    SELECT oid AS root, oid FROM wanted
    UNION
    SELECT tree.root, inhrelid FROM pg_catalog.pg_inherits JOIN tree ON tree.oid = inhparent
), sizes AS (
    SELECT tree.root AS oid,
           bool_or(relation.relispopulated AND coalesce(pg_catalog.pg_relation_size(relation.oid), 0) > 0) AS populated,
           sum(coalesce(pg_catalog.pg_table_size(relation.oid), 0))::bigint AS bytes,
           CASE WHEN bool_and(relation.relkind = 'p' OR relation.reltuples > 0
                              OR coalesce(pg_catalog.pg_relation_size(relation.oid), 0) = 0)
                THEN sum(CASE WHEN relation.relkind = 'p' THEN 0 ELSE greatest(relation.reltuples, 0) END)::bigint
           END AS rows
      FROM tree
      JOIN pg_catalog.pg_class AS relation ON relation.oid = tree.oid
     GROUP BY tree.root
)
SELECT pg_catalog.json_build_object(
           'schema', namespace.nspname,
           'name', relation.relname,
           'partitioned', relation.relkind = 'p',
           'populated', sizes.populated,
           'bytes', sizes.bytes,
           'rows', sizes.rows,
           'parent', (SELECT pg_catalog.json_build_array(parent_schema.nspname, parent.relname)
                        FROM pg_catalog.pg_inherits
                        JOIN pg_catalog.pg_class AS parent ON parent.oid = inhparent
                        JOIN pg_catalog.pg_namespace AS parent_schema ON parent_schema.oid = parent.relnamespace
                       WHERE inhrelid = relation.oid AND parent.relkind = 'p'),
           'default_partition', (SELECT pg_catalog.json_build_array(default_schema.nspname, partition.relname)
                                   FROM pg_catalog.pg_partitioned_table
                                   JOIN pg_catalog.pg_class AS partition ON partition.oid = partdefid
                                   JOIN pg_catalog.pg_namespace AS default_schema ON default_schema.oid = partition.relnamespace
                                  WHERE partrelid = relation.oid),
           'partition_key', (SELECT pg_catalog.json_agg(attribute.attname)
                               FROM pg_catalog.pg_partitioned_table
                               JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = partrelid
                                    AND attribute.attnum = ANY (partattrs)
                              WHERE partrelid = relation.oid),
           'referenced_by', (SELECT pg_catalog.json_agg(DISTINCT pg_catalog.jsonb_build_array(other_schema.nspname, other.relname))
                               FROM pg_catalog.pg_constraint
                               JOIN pg_catalog.pg_class AS other ON other.oid = conrelid
                               JOIN pg_catalog.pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
                              WHERE confrelid = relation.oid AND contype = 'f' AND conrelid <> confrelid),
           'columns', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                                  'name', attname, 'data_type', pg_catalog.format_type(atttypid, atttypmod), 'not_null', attnotnull))
                         FROM pg_catalog.pg_attribute
                        WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped),
           'constraints', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                                      'name', conname, 'valid', convalidated,
                                      'check', CASE WHEN contype = 'c' THEN pg_catalog.pg_get_expr(conbin, conrelid) END,
                                      'references', CASE WHEN contype = 'f' THEN
                                          pg_catalog.json_build_array(other_schema.nspname, other.relname) END))
                             FROM pg_catalog.pg_constraint
                             LEFT JOIN pg_catalog.pg_class AS other ON other.oid = confrelid
                             LEFT JOIN pg_catalog.pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
                            WHERE conrelid = relation.oid AND contype IN ('c', 'f')),
           'indexes', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                                  'name', index_relation.relname,
                                  'columns', CASE WHEN indexprs IS NULL AND indpred IS NULL AND indisvalid AND method.amname = 'btree' THEN
                                      (SELECT pg_catalog.json_agg(attname ORDER BY place)
                                         FROM pg_catalog.unnest(indkey) WITH ORDINALITY AS key (number, place)
                                         JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = key.number
                                        WHERE place <= indnkeyatts) END))
                         FROM pg_catalog.pg_index
                         JOIN pg_catalog.pg_class AS index_relation ON index_relation.oid = indexrelid
                         JOIN pg_catalog.pg_am AS method ON method.oid = index_relation.relam
                        WHERE indrelid = relation.oid)
       )::text AS relation
  FROM wanted
  JOIN pg_catalog.pg_class AS relation ON relation.oid = wanted.oid
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relation.relnamespace
  JOIN sizes ON sizes.oid = wanted.oid
