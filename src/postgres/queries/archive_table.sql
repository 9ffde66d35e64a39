-- $1 text, $2 text: schema and name of a table. What its archive must say of it, or what keeps it from being archived: one row,
-- none where there is no such table. `only_as_text` is a column whose binary form is not always taken back, or not by another
-- database: the types of extensions and users (it holds their oids), names of objects, and tsquery (an empty one is refused). `columns`, `constraints`,
-- `indexes` and `parts` (what is below it, where it is partitioned itself) are JSON in the form of a manifest. Run it with a search_path of pg_catalog alone, so that all names in it are qualified. From PostgreSQL 13 on.
WITH RECURSIVE tree (oid, depth, of) AS (
    SELECT pg_class.oid, 0, 0::oid
      FROM pg_class
      JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
     WHERE nspname = $1 AND pg_class.relname = $2
     UNION ALL
    SELECT inhrelid, depth + 1, whole.oid
      FROM tree
      JOIN pg_class AS whole ON whole.oid = tree.oid AND whole.relkind = 'p'
      JOIN pg_inherits ON inhparent = tree.oid
), described AS (
    SELECT member.oid, tree.depth, (SELECT relname::text FROM pg_class WHERE oid = tree.of) AS of, member.relname::text AS name, member.relkind AS kind,
           pg_get_expr(member.relpartbound, 0) AS bounds,
           CASE WHEN member.relkind = 'p' THEN pg_get_partkeydef(member.oid) END AS partition_by,
           (SELECT json_agg(json_build_object('name', conname, 'definition', pg_get_constraintdef(pg_constraint.oid))
                            ORDER BY contype <> 'p', conname)
              FROM pg_constraint
             WHERE conrelid = member.oid AND contype IN ('c', 'p', 'u', 'x')
               -- A part gets what its whole has from there.
               AND (tree.depth = 0 OR conparentid = 0 AND coninhcount = 0)) AS constraints,
           (SELECT json_agg(json_build_object(
                     'name', index_class.relname,
                     'unique', indisunique,
                     -- Behind the table's name, which may hold any word.
                     'definition', substr(definition, length(format('CREATE %sINDEX %I ON %s%I.%I ',
                                                                    CASE WHEN indisunique THEN 'UNIQUE ' END, index_class.relname,
                                                                    CASE WHEN member.relkind = 'p' THEN 'ONLY ' END,
                                                                    member_schema.nspname, member.relname)) + 1))
                            ORDER BY index_class.relname)
              FROM pg_index
              JOIN pg_class AS index_class ON index_class.oid = indexrelid
             CROSS JOIN pg_get_indexdef(indexrelid) AS definition
             WHERE indrelid = member.oid AND indisvalid
               AND (tree.depth = 0 OR NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid))
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = member.oid)) AS indexes
      FROM tree
      JOIN pg_class AS member ON member.oid = tree.oid
      JOIN pg_namespace AS member_schema ON member_schema.oid = member.relnamespace
)
SELECT relation.relkind::text AS kind,
       relation.relispartition AS attached,
       EXISTS (SELECT FROM pg_inherits WHERE inhparent = relation.oid) AS has_children,
       -- Whether its policies hold for the role that asks.
       row_security_active(relation.oid) AS hides_rows,
       (SELECT json_agg(json_build_object(
                 'name', attname,
                 'type', format_type(atttypid, atttypmod),
                 'collation', CASE WHEN attcollation <> typcollation
                                   THEN (SELECT format('%I.%I', nspname, collname)
                                           FROM pg_collation JOIN pg_namespace ON pg_namespace.oid = collnamespace
                                          WHERE pg_collation.oid = attcollation) END,
                 'not_null', attnotnull,
                 'generated', CASE WHEN attgenerated <> ''
                                   THEN format('always as (%s) %s', pg_get_expr(adbin, adrelid),
                                               CASE attgenerated WHEN 's' THEN 'stored' ELSE 'virtual' END) END,
                 'default', CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END) ORDER BY attnum)::text
          FROM pg_attribute
          JOIN pg_type ON pg_type.oid = atttypid
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
         WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped) AS columns,
       (SELECT min(attname::text)
          FROM pg_attribute
          JOIN pg_type ON pg_type.oid = atttypid
         CROSS JOIN LATERAL (
               WITH RECURSIVE base (oid) AS (SELECT atttypid
                                              UNION ALL
                                             SELECT typbasetype FROM base JOIN pg_type USING (oid) WHERE typtype = 'd')
               SELECT base.oid FROM base JOIN pg_type USING (oid) WHERE typtype <> 'd') AS base
         WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
           AND (base.oid >= 16384 OR format_type(base.oid, NULL) ~ '^(tsquery|reg[a-z]+)(\[\])?$')) AS only_as_text,
       described.constraints::text AS constraints,
       described.indexes::text AS indexes,
       described.partition_by,
       (SELECT json_agg(json_build_object('name', name, 'of', of, 'bounds', bounds, 'partition_by', partition_by,
                                          'constraints', coalesce(constraints, '[]'), 'indexes', coalesce(indexes, '[]'))
                        ORDER BY depth, oid)::text
          FROM described
         WHERE depth > 0) AS parts,
       (SELECT min(name) FROM described WHERE kind = 'f') AS foreign_part
  FROM described
  JOIN pg_class AS relation ON relation.oid = described.oid
 WHERE described.depth = 0
