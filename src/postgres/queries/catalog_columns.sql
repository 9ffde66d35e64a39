-- $1 text[]: schemas. The columns of their tables and foreign tables, in order; of what has its columns from somewhere else
-- (partitions, children, views, materialized views, composite types) only those that have something of their own: these have
-- position 0. `definition` is the type with what follows it; of a view, a materialized view and a composite type only the default.
-- An attribute's value is SQL: a name in it is quoted where it must be. From PostgreSQL 13 on.
WITH identity_sequence AS MATERIALIZED (
       SELECT dependency.refobjid AS attrelid,
              dependency.refobjsubid AS attnum,
              class.relname,
              class.relnamespace,
              class.relpersistence,
              namespace.nspname,
              sequence.*
         FROM pg_sequence AS sequence
         JOIN pg_depend AS dependency
           ON dependency.classid = 'pg_class'::regclass
              AND dependency.objid = sequence.seqrelid
              AND dependency.refclassid = 'pg_class'::regclass
              AND dependency.deptype = 'i'
         JOIN pg_class AS class ON class.oid = sequence.seqrelid
         JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace)
SELECT 'column' AS kind,
       'pg_class'::regclass::oid AS classid,
       attrelid AS objid,
       attnum::integer AS objsubid,
       nspname::text AS schema,
       relname::text AS name,
       attname::text AS part,
       definition,
       CASE WHEN num_nonnulls(storage, compression, statistics_target, options, fdw_options, not_null_constraint, inherited) > 0
            THEN ARRAY['storage', storage,
                       'compression', compression,
                       'statistics_target', statistics_target,
                       'options', options,
                       'fdw_options', fdw_options,
                       'not_null_constraint', not_null_constraint,
                       'inherited', inherited] END AS attributes,
       NULL::oid AS owner,
       attacl::text[] AS acl,
       CASE WHEN attacl IS NOT NULL THEN acldefault('c', relowner)::text[] END AS default_acl,
       position
  FROM (SELECT attribute.attrelid,
               attribute.attnum,
               attribute.attname,
               attribute.attacl,
               class.relname,
               class.relowner,
               namespace.nspname,
               chosen.position,
               CASE WHEN class.relkind IN ('v', 'm', 'c') THEN coalesce('default ' || pg_get_expr(value.adbin, value.adrelid), '')
                    ELSE format_type(attribute.atttypid, attribute.atttypmod)
                         || CASE WHEN attribute.attcollation <> type.typcollation
                                 THEN ' collate ' || attribute.attcollation::regcollation::text ELSE '' END
                         || CASE WHEN attribute.attnotnull THEN ' not null' ELSE '' END
                         || CASE WHEN attribute.attidentity <> '' THEN
                                      ' generated ' || CASE attribute.attidentity WHEN 'a' THEN 'always' ELSE 'by default' END
                                      || ' as identity'
                                      || coalesce(' (' || nullif(concat_ws(' ',
                                             CASE WHEN sequence.relnamespace <> class.relnamespace
                                                    OR sequence.relname
                                                       -- The name that PostgreSQL chooses, cut to 63 bytes.
                                                       <> left(class.relname, greatest(58 - octet_length(attribute.attname), 29))
                                                          || '_'
                                                          || left(attribute.attname, greatest(58 - octet_length(class.relname), 29))
                                                          || '_seq'
                                                  THEN format('sequence name %I.%I',
                                                              sequence.nspname, sequence.relname) END,
                                             CASE WHEN sequence.relpersistence = class.relpersistence THEN NULL -- from 15
                                                  WHEN sequence.relpersistence = 'u' THEN 'unlogged' ELSE 'logged' END, -- from 15
                                             CASE WHEN seqstart <> CASE WHEN seqincrement > 0 THEN seqmin ELSE seqmax END
                                                  THEN 'start with ' || seqstart END,
                                             CASE WHEN seqincrement <> 1 THEN 'increment by ' || seqincrement END,
                                             CASE WHEN seqmin <> CASE WHEN seqincrement > 0 THEN 1 ELSE -largest - 1 END
                                                  THEN 'minvalue ' || seqmin END,
                                             CASE WHEN seqmax <> CASE WHEN seqincrement > 0 THEN largest ELSE -1 END
                                                  THEN 'maxvalue ' || seqmax END,
                                             CASE WHEN seqcache <> 1 THEN 'cache ' || seqcache END,
                                             CASE WHEN seqcycle THEN 'cycle' END), '') || ')', '')
                                 WHEN attribute.attgenerated <> '' THEN
                                      ' generated always as (' || pg_get_expr(value.adbin, value.adrelid)
                                      || CASE attribute.attgenerated WHEN 'v' THEN ') virtual' ELSE ') stored' END
                                 WHEN attribute.atthasdef THEN ' default ' || pg_get_expr(value.adbin, value.adrelid)
                                 ELSE '' END
               END AS definition,
               CASE WHEN attribute.attstorage <> type.typstorage OR attribute.attstorage::text <> chosen.parent_storage
                    THEN CASE attribute.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                                                   WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END END AS storage,
               CASE WHEN attribute.attcompression <> '' OR attribute.attcompression::text <> chosen.parent_compression -- from 14
                    THEN CASE attribute.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE 'default' END -- from 14
                    END AS compression, -- from 14
               NULL::text AS compression, -- before 14
               CASE WHEN attribute.attstattarget >= 0 THEN attribute.attstattarget::text END AS statistics_target,
               CASE WHEN attribute.attoptions IS NOT NULL THEN
                         (SELECT string_agg(quote_ident(option_name) || '=' || option_value, ', ' ORDER BY place)
                            FROM pg_options_to_table(attribute.attoptions)
                                 WITH ORDINALITY AS option (option_name, option_value, place)) END AS options,
               CASE WHEN attribute.attfdwoptions IS NOT NULL THEN
                         (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ' ORDER BY option_name COLLATE "C")
                            FROM pg_options_to_table(attribute.attfdwoptions)) END AS fdw_options,
               CASE WHEN not_null.connoinherit -- from 18
                      OR NOT not_null.convalidated -- from 18
                      OR not_null.conname <> left(class.relname, greatest(53 - octet_length(attribute.attname), 27)) || '_' -- from 18
                                             || left(attribute.attname, greatest(53 - octet_length(class.relname), 26)) -- from 18
                                             || '_not_null' -- from 18
                         -- Under the name of the table that it was made with, or with a number behind it, nobody has named it.
                         AND regexp_replace(not_null.conname, '[0-9]+$', '') -- from 18
                             NOT LIKE '%\_' || regexp_replace(attribute.attname, '([\\%_])', '\\\1', 'g') || '\_not\_null' -- from 18
                    THEN concat_ws(' ', quote_ident(not_null.conname), -- from 18
                                        CASE WHEN not_null.connoinherit THEN 'no inherit' END, -- from 18
                                        CASE WHEN NOT not_null.convalidated THEN 'not valid' END) END AS not_null_constraint, -- from 18
               NULL::text AS not_null_constraint, -- before 18
               CASE WHEN chosen.inherited THEN 'true' END AS inherited
          FROM (-- What tables have themselves.
                SELECT attrelid, attnum, position::integer, false AS inherited, NULL AS parent_storage, NULL AS parent_compression
                  FROM (SELECT attribute.attrelid,
                               attribute.attnum,
                               attribute.attislocal,
                               row_number() OVER (PARTITION BY attribute.attrelid ORDER BY attribute.attnum) AS position
                          FROM pg_class AS class
                          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
                          JOIN pg_attribute AS attribute
                            ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
                         WHERE class.relkind IN ('r', 'p', 'f')
                           AND NOT class.relispartition
                           AND class.relname <> 'refinery_schema_history'
                           AND namespace.nspname = ANY ($1)) AS counted
                 WHERE attislocal
                UNION ALL
                -- Where partitions and children are not what their parents made them.
                SELECT attrelid, attnum, 0, true, min(parent_storage), min(parent_compression)
                  FROM (SELECT child.attrelid,
                               child.attnum,
                               child.attinhcount,
                               parent.attstorage::text AS parent_storage,
                               NULL AS parent_compression, -- before 14
                               parent.attcompression::text AS parent_compression, -- from 14
                               child.attacl IS NOT NULL
                               OR child.attoptions IS NOT NULL
                               OR child.attfdwoptions IS NOT NULL
                               OR coalesce(child.attstattarget, -1) >= 0
                               OR child.attidentity <> '' -- before 17
                               OR child.attidentity <> '' AND NOT class.relispartition -- from 17
                               OR description.objoid IS NOT NULL
                               OR parent_value.oid IS NOT NULL AND child_value.oid IS NULL
                               OR parent.attnotnull AND NOT child.attnotnull -- before 18
                               OR parent.attnotnull AND NOT parent_not_null.connoinherit AND NOT child.attnotnull -- from 18
                               -- A child's is validated, also where its parent's is not.
                               OR child_not_null.connoinherit OR NOT child_not_null.convalidated -- from 18
                               AS alone,
                               child.attstorage <> parent.attstorage
                               OR child.attcompression <> parent.attcompression -- from 14
                               OR child.attgenerated <> parent.attgenerated
                               OR child_value.oid IS NOT NULL
                                  -- Deparsing costs more than to compare without the places in the text that it was written in;
                                  -- a generated column's refers to columns by their numbers.
                                  AND (child.attgenerated <> ''
                                       OR regexp_replace(child_value.adbin::text, ':location -?[0-9]+', '', 'g')
                                          IS DISTINCT FROM regexp_replace(parent_value.adbin::text, ':location -?[0-9]+', '', 'g'))
                                  AND pg_get_expr(child_value.adbin, child_value.adrelid)
                                      IS DISTINCT FROM pg_get_expr(parent_value.adbin, parent_value.adrelid) AS otherwise,
                               child.attnotnull AND NOT parent.attnotnull -- before 18
                               child.attnotnull -- from 18
                               AND (parent_not_null.conname IS NULL -- from 18
                                    OR parent_not_null.connoinherit -- from 18
                                    OR parent_not_null.conname <> child_not_null.conname -- from 18
                                       AND child_not_null.conname -- from 18
                                           <> left(class.relname, greatest(53 - octet_length(child.attname), 27)) || '_' -- from 18
                                              || left(child.attname, greatest(53 - octet_length(class.relname), 26)) -- from 18
                                              || '_not_null' -- from 18
                                       AND regexp_replace(child_not_null.conname, '[0-9]+$', '') -- from 18
                                           NOT LIKE '%\_' || regexp_replace(child.attname, '([\\%_])', '\\\1', 'g') -- from 18
                                                    || '\_not\_null') -- from 18
                               AS stricter
                          FROM pg_inherits AS inherits
                          JOIN pg_class AS class ON class.oid = inherits.inhrelid AND class.relkind IN ('r', 'p', 'f')
                          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
                          JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
                          JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
                          JOIN pg_attribute AS child
                            ON child.attrelid = inherits.inhrelid
                               AND child.attnum > 0
                               AND NOT child.attisdropped
                               AND (class.relispartition OR NOT child.attislocal)
                          JOIN pg_attribute AS parent ON parent.attrelid = inherits.inhparent AND parent.attname = child.attname
                          LEFT JOIN pg_attrdef AS child_value
                            ON child_value.adrelid = child.attrelid AND child_value.adnum = child.attnum
                          LEFT JOIN pg_attrdef AS parent_value
                            ON parent_value.adrelid = parent.attrelid AND parent_value.adnum = parent.attnum
                          LEFT JOIN pg_description AS description
                            ON description.objoid = child.attrelid
                               AND description.classoid = 'pg_class'::regclass
                               AND description.objsubid = child.attnum
                          LEFT JOIN pg_constraint AS child_not_null -- from 18
                            ON child_not_null.conrelid = child.attrelid -- from 18
                               AND child_not_null.contype = 'n' -- from 18
                               AND child_not_null.conkey[1] = child.attnum -- from 18
                          LEFT JOIN pg_constraint AS parent_not_null -- from 18
                            ON parent_not_null.conrelid = parent.attrelid -- from 18
                               AND parent_not_null.contype = 'n' -- from 18
                               AND parent_not_null.conkey[1] = parent.attnum -- from 18
                         WHERE namespace.nspname = ANY ($1)
                            OR class.relispartition AND parent_namespace.nspname = ANY ($1)) AS pair
                 WHERE alone OR otherwise OR stricter
                 GROUP BY attrelid, attnum, attinhcount
                HAVING bool_or(alone)
                    OR count(*) FILTER (WHERE otherwise) >= attinhcount
                    OR count(*) FILTER (WHERE stricter) >= attinhcount
                UNION ALL
                -- What a query or CREATE TYPE does not give.
                SELECT attribute.attrelid, attribute.attnum, 0, false, NULL, NULL
                  FROM pg_class AS class
                  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
                  JOIN pg_attribute AS attribute
                    ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
                  JOIN pg_type AS type ON type.oid = attribute.atttypid
                  LEFT JOIN pg_description AS description
                    ON description.objoid = attribute.attrelid
                       AND description.classoid = 'pg_class'::regclass
                       AND description.objsubid = attribute.attnum
                 WHERE class.relkind IN ('v', 'm', 'c')
                   AND namespace.nspname = ANY ($1)
                   AND (description.objoid IS NOT NULL
                        OR attribute.atthasdef
                        OR attribute.attacl IS NOT NULL
                        OR attribute.attoptions IS NOT NULL
                        OR coalesce(attribute.attstattarget, -1) >= 0
                        OR attribute.attcompression <> '' -- from 14
                        OR attribute.attstorage <> type.typstorage)) AS chosen
          JOIN pg_attribute AS attribute ON attribute.attrelid = chosen.attrelid AND attribute.attnum = chosen.attnum
          JOIN pg_class AS class ON class.oid = chosen.attrelid
          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
          JOIN pg_type AS type ON type.oid = attribute.atttypid
          LEFT JOIN pg_attrdef AS value ON value.adrelid = chosen.attrelid AND value.adnum = chosen.attnum
          LEFT JOIN pg_constraint AS not_null -- from 18
            ON not_null.conrelid = chosen.attrelid AND not_null.contype = 'n' AND not_null.conkey[1] = chosen.attnum -- from 18
          LEFT JOIN identity_sequence AS sequence ON sequence.attrelid = chosen.attrelid AND sequence.attnum = chosen.attnum
         -- Of a column's type, whatever the sequence's has become.
         CROSS JOIN LATERAL (
               SELECT CASE attribute.atttypid WHEN 'smallint'::regtype THEN 32767
                                              WHEN 'integer'::regtype THEN 2147483647
                                              ELSE 9223372036854775807 END AS largest) AS of_type) AS "column"
