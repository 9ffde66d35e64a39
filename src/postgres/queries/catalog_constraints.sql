-- $1 text[]: schemas. The constraints of their tables, foreign tables, partitions and domains. NOT NULL is a column's property
-- here, also where 18 makes it a constraint. Of what a partition or a child has from its parent only what is not as PostgreSQL
-- makes it by itself: keys with `attached_to`, the parent's constraint (one of its own that serves for an index of the parent has
-- `part_of`); others so where they have a name of their own, else
-- with `inherited`.
-- An attribute's value is SQL: a name in it is quoted where it must be. From PostgreSQL 13 on.
SELECT 'constraint' AS kind,
       'pg_constraint'::regclass::oid AS classid,
       "constraint".oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       class.relname::text AS name,
       "constraint".conname::text AS part,
       pg_get_constraintdef("constraint".oid) AS definition,
       CASE WHEN NOT index.indisvalid
              OR index_class.reloptions IS NOT NULL
              OR index_class.reltablespace <> 0
              OR chosen.attached_to IS NOT NULL
              OR whole.relname IS NOT NULL
              OR chosen.inherited
            THEN ARRAY['state', CASE WHEN NOT index.indisvalid THEN 'invalid' END,
                       -- The definition of an exclusion constraint has it.
                       'with', CASE WHEN index_class.reloptions IS NOT NULL AND "constraint".contype <> 'x' THEN
                                    (SELECT string_agg(quote_ident(option_name) || '='
                                                       || CASE WHEN option_value ~ '^([a-z_][a-z0-9_]*|[+-]?[0-9]+([.][0-9]+)?)$'
                                                               THEN option_value ELSE quote_literal(option_value) END,
                                                       ', ' ORDER BY place)
                                       FROM pg_options_to_table(index_class.reloptions)
                                            WITH ORDINALITY AS option (option_name, option_value, place)) END,
                       'tablespace', quote_ident(tablespace.spcname),
                       'attached_to', quote_ident(chosen.attached_to),
                       'part_of', quote_ident(whole.relname),
                       'inherited', CASE WHEN chosen.inherited THEN 'true' END] END AS attributes,
       NULL::oid AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM (-- What tables, foreign tables and partitions have themselves. A foreign key that refers to a partitioned table has
        -- copies for each of its partitions, on the same table.
        SELECT "constraint".oid, NULL::name AS attached_to, false AS inherited
          FROM pg_constraint AS "constraint"
          JOIN pg_class AS class ON class.oid = "constraint".conrelid
         WHERE "constraint".contype IN ('c', 'p', 'u', 'x', 'f')
           AND "constraint".conparentid = 0
           AND CASE WHEN class.relispartition THEN "constraint".coninhcount = 0 ELSE "constraint".conislocal END
        UNION ALL
        -- Keys of partitions whose index is not as CREATE TABLE … PARTITION OF makes and names it.
        SELECT "constraint".oid, parent.conname, false
          FROM (SELECT "constraint".oid,
                       "constraint".conparentid,
                       "constraint".conindid,
                       "constraint".conname = CASE "constraint".contype
                            WHEN 'p' THEN left(class.relname, 62 - length(label.text))
                            ELSE left(class.relname, greatest(61 - length(label.text) - octet_length(columns.text),
                                                              (62 - length(label.text)) / 2))
                                 || '_' || left(columns.text, greatest(61 - length(label.text) - octet_length(class.relname),
                                                                       (61 - length(label.text)) / 2)) END
                            || '_' || label.text
                       AND columns.are_current AS generated
                  FROM (SELECT "constraint".oid,
                               string_agg(attribute.attname, '_' ORDER BY attribute.attnum) AS text,
                               -- Also of UNIQUE (… WITHOUT OVERLAPS).
                               bool_or(index.indisexclusion) AS is_exclusion,
                               -- An index keeps its columns' names when those of the table change.
                               bool_and(attribute.attname = coalesce(own.attname, attribute.attname)) AS are_current
                          FROM pg_constraint AS "constraint"
                          JOIN pg_class AS class ON class.oid = "constraint".conrelid AND class.relispartition
                          JOIN pg_index AS index ON index.indexrelid = "constraint".conindid
                          JOIN pg_attribute AS attribute ON attribute.attrelid = index.indexrelid AND attribute.attnum > 0
                          LEFT JOIN pg_attribute AS own
                            ON own.attrelid = index.indrelid AND own.attnum = index.indkey[attribute.attnum - 1] AND own.attnum > 0
                         WHERE "constraint".contype IN ('p', 'u', 'x')
                           AND "constraint".conparentid <> 0
                         GROUP BY "constraint".oid) AS columns
                  JOIN pg_constraint AS "constraint" ON "constraint".oid = columns.oid
                  JOIN pg_class AS class ON class.oid = "constraint".conrelid
                 -- Which of several gets the number that is appended where a name is taken is up to their order: that is not by
                 -- itself.
                 CROSS JOIN LATERAL (
                       SELECT CASE WHEN "constraint".contype = 'p' THEN 'pkey' WHEN columns.is_exclusion THEN 'excl' ELSE 'key' END
                              AS text) AS label) AS "constraint"
          JOIN pg_constraint AS parent ON parent.oid = "constraint".conparentid
          JOIN pg_index AS index ON index.indexrelid = "constraint".conindid
          JOIN pg_class AS index_class ON index_class.oid = "constraint".conindid
          JOIN pg_class AS parent_index ON parent_index.oid = parent.conindid
          JOIN pg_index AS whole ON whole.indexrelid = parent.conindid
          LEFT JOIN pg_description AS description
            ON description.objoid = "constraint".oid AND description.classoid = 'pg_constraint'::regclass AND description.objsubid = 0
         WHERE NOT generated
            OR NOT index.indisvalid
            OR NOT whole.indisvalid
            OR index_class.reloptions IS DISTINCT FROM parent_index.reloptions
            OR index_class.reltablespace <> parent_index.reltablespace
            OR description.objoid IS NOT NULL
        UNION ALL
        -- Foreign keys of partitions keep the parent's name, if it is free.
        SELECT "constraint".oid,
               CASE WHEN NOT generated THEN "constraint".parent_name END,
               generated
          FROM (SELECT "constraint".oid,
                       "constraint".convalidated,
                       parent.conname AS parent_name,
                       parent.convalidated AS parent_validated,
                       "constraint".conname = parent.conname
                       OR "constraint".conname
                          = left(class.relname, greatest(61 - length(label.text) - octet_length(columns.text),
                                                         (62 - length(label.text)) / 2))
                            || '_' || left(columns.text, greatest(61 - length(label.text) - octet_length(class.relname),
                                                                  (61 - length(label.text)) / 2))
                            || '_' || label.text AS generated
                  FROM (SELECT "constraint".oid, string_agg(attribute.attname, '_' ORDER BY key.place) AS text
                          FROM pg_constraint AS "constraint"
                          JOIN pg_constraint AS parent
                            ON parent.oid = "constraint".conparentid AND parent.conrelid <> "constraint".conrelid
                         CROSS JOIN LATERAL unnest("constraint".conkey) WITH ORDINALITY AS key (attnum, place)
                          JOIN pg_attribute AS attribute
                            ON attribute.attrelid = "constraint".conrelid AND attribute.attnum = key.attnum
                         WHERE "constraint".contype = 'f'
                         GROUP BY "constraint".oid) AS columns
                  JOIN pg_constraint AS "constraint" ON "constraint".oid = columns.oid
                  JOIN pg_constraint AS parent ON parent.oid = "constraint".conparentid
                  JOIN pg_class AS class ON class.oid = "constraint".conrelid
                 CROSS JOIN LATERAL (
                       SELECT 'fkey'::text AS text) AS label) AS "constraint"
          LEFT JOIN pg_description AS description
            ON description.objoid = "constraint".oid AND description.classoid = 'pg_constraint'::regclass AND description.objsubid = 0
         WHERE NOT generated
            OR convalidated <> parent_validated
            OR description.objoid IS NOT NULL
        UNION ALL
        -- Checks that partitions and children have from their parents.
        SELECT DISTINCT "constraint".oid, NULL::name, true
          FROM pg_constraint AS "constraint"
          JOIN pg_class AS class ON class.oid = "constraint".conrelid
          JOIN pg_inherits AS inherits ON inherits.inhrelid = "constraint".conrelid
          JOIN pg_constraint AS parent
            ON parent.conrelid = inherits.inhparent AND parent.contype = 'c' AND parent.conname = "constraint".conname
          LEFT JOIN pg_description AS description
            ON description.objoid = "constraint".oid AND description.classoid = 'pg_constraint'::regclass AND description.objsubid = 0
         WHERE "constraint".contype = 'c'
           AND "constraint".coninhcount > 0
           AND (class.relispartition OR NOT "constraint".conislocal)
           AND ("constraint".convalidated <> parent.convalidated OR description.objoid IS NOT NULL)) AS chosen
  JOIN pg_constraint AS "constraint" ON "constraint".oid = chosen.oid
  JOIN pg_class AS class ON class.oid = "constraint".conrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_index AS index ON index.indexrelid = "constraint".conindid AND "constraint".contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
  -- A partition's own key may serve for an index of the parent.
  LEFT JOIN pg_inherits AS part ON part.inhrelid = index.indexrelid AND "constraint".conparentid = 0
  LEFT JOIN pg_class AS whole ON whole.oid = part.inhparent
  LEFT JOIN pg_tablespace AS tablespace ON tablespace.oid = index_class.reltablespace
  LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
  LEFT JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
 -- The planner takes a CASE for half of the rows; of conditions that it takes for one row it makes nested loops.
 WHERE CASE WHEN class.relkind IN ('r', 'p', 'f') AND class.relname <> 'refinery_schema_history'
            THEN namespace.nspname = ANY ($1) OR coalesce(parent_namespace.nspname = ANY ($1), false) END
 UNION ALL
SELECT 'domain-constraint',
       'pg_constraint'::regclass,
       "constraint".oid,
       0,
       namespace.nspname::text,
       type.typname::text,
       "constraint".conname::text,
       pg_get_constraintdef("constraint".oid),
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_constraint AS "constraint"
  JOIN pg_type AS type ON type.oid = "constraint".contypid
  JOIN pg_namespace AS namespace ON namespace.oid = type.typnamespace
 WHERE "constraint".contype = 'c'
   AND namespace.nspname = ANY ($1)
 UNION ALL -- from 17
-- A domain's definition has its NOT NULL; only a comment on it is said here. -- from 17
SELECT 'domain-constraint', -- from 17
       'pg_constraint'::regclass, -- from 17
       "constraint".oid, -- from 17
       0, -- from 17
       namespace.nspname::text, -- from 17
       type.typname::text, -- from 17
       "constraint".conname::text, -- from 17
       '', -- from 17
       ARRAY['made_by', 'domain'], -- from 17
       NULL, -- from 17
       NULL, -- from 17
       NULL, -- from 17
       0 -- from 17
  FROM pg_description AS description -- from 17
  JOIN pg_constraint AS "constraint" ON "constraint".oid = description.objoid AND "constraint".contype = 'n' -- from 17
  JOIN pg_type AS type ON type.oid = "constraint".contypid -- from 17
  JOIN pg_namespace AS namespace ON namespace.oid = type.typnamespace -- from 17
 WHERE description.classoid = 'pg_constraint'::regclass -- from 17
   AND namespace.nspname = ANY ($1) -- from 17
