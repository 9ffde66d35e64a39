-- $1 text, $2 text: schema and name of a table. What its archive must say of it, or what keeps it from being archived: one row,
-- none where there is no such table. `only_as_text` is a column whose binary form is not always taken back, or not by another
-- database: the types of extensions and users (it holds their oids), names of objects, and tsquery (an empty one is refused). `columns`, `constraints` and `indexes` are JSON in the form of a manifest. Run it with a
-- search_path of pg_catalog alone, so that all names in it are qualified. From PostgreSQL 13 on.
SELECT relation.relkind::text AS kind,
       relation.relispartition AS attached,
       EXISTS (SELECT FROM pg_inherits WHERE inhparent = relation.oid) AS has_children,
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
       (SELECT json_agg(json_build_object('name', conname, 'definition', pg_get_constraintdef(pg_constraint.oid))
                        ORDER BY contype <> 'p', conname)::text
          FROM pg_constraint
         WHERE conrelid = relation.oid AND contype IN ('c', 'p', 'u', 'x')) AS constraints,
       (SELECT json_agg(json_build_object(
                 'name', index_class.relname,
                 'unique', indisunique,
                 -- Behind the table's name, which may hold any word.
                 'definition', substr(definition, length(format('CREATE %sINDEX %I ON %I.%I ',
                                                                CASE WHEN indisunique THEN 'UNIQUE ' END, index_class.relname,
                                                                pg_namespace.nspname, relation.relname)) + 1))
                        ORDER BY index_class.relname)::text
          FROM pg_index
          JOIN pg_class AS index_class ON index_class.oid = indexrelid
         CROSS JOIN pg_get_indexdef(indexrelid) AS definition
         WHERE indrelid = relation.oid AND indisvalid
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = relation.oid)) AS indexes
  FROM pg_class AS relation
  JOIN pg_namespace ON pg_namespace.oid = relation.relnamespace
 WHERE nspname = $1 AND relation.relname = $2
