-- $1 text[]: schemas. The indexes of their tables, partitions and materialized views that back no constraint. `definition` is
-- what follows the table's name, after UNIQUE; without `USING btree`, which is what CREATE INDEX makes by itself. Of the indexes
-- that a partition has for its parent's only those that are not as PostgreSQL makes and names them by itself: these have
-- `attached_to`, the parent's index. An attribute's value is SQL: a name in it is quoted where it must be. From PostgreSQL 13 on.
SELECT 'index' AS kind,
       'pg_class'::regclass::oid AS classid,
       index_class.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       class.relname::text AS name,
       index_class.relname::text AS part,
       CASE WHEN index.indisunique THEN 'UNIQUE ' ELSE '' END
       || regexp_replace(substr(pg_get_indexdef(index.indexrelid),
                                1 + length(format('CREATE %sINDEX %I ON %s%I.%I ',
                                                  CASE WHEN index.indisunique THEN 'UNIQUE ' END,
                                                  index_class.relname,
                                                  CASE WHEN index_class.relkind = 'I' THEN 'ONLY ' END,
                                                  namespace.nspname,
                                                  class.relname))),
                         '^USING btree ', '') AS definition,
       CASE WHEN NOT index.indisvalid
              OR index_class.reltablespace <> 0
              OR targets.text IS NOT NULL
              OR chosen.attached_to IS NOT NULL
            THEN ARRAY['state', CASE WHEN NOT index.indisvalid THEN 'invalid' END,
                       'tablespace', quote_ident(tablespace.spcname),
                       'statistics_targets', targets.text,
                       'attached_to', quote_ident(chosen.attached_to)] END AS attributes,
       NULL::oid AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM (SELECT index.indexrelid, NULL::name AS attached_to
          FROM pg_index AS index
          LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = index.indexrelid
         WHERE inherits.inhrelid IS NULL
        UNION ALL
        SELECT index.indexrelid, parent_class.relname
          FROM (SELECT inherits.inhrelid,
                       inherits.inhparent,
                       string_agg(attribute.attname, '_' ORDER BY attribute.attnum) AS text,
                       -- An index keeps its columns' names when those of the table change.
                       bool_and(attribute.attname = coalesce(own.attname, attribute.attname)) AS are_current,
                       bool_or(attribute.attstattarget >= 0) AS have_targets
                  FROM pg_inherits AS inherits
                  JOIN pg_index AS index ON index.indexrelid = inherits.inhrelid AND NOT index.indisprimary
                  JOIN pg_attribute AS attribute ON attribute.attrelid = index.indexrelid AND attribute.attnum > 0
                  LEFT JOIN pg_attribute AS own
                    ON own.attrelid = index.indrelid AND own.attnum = index.indkey[attribute.attnum - 1] AND own.attnum > 0
                 GROUP BY inherits.inhrelid, inherits.inhparent) AS columns
          JOIN pg_index AS index ON index.indexrelid = columns.inhrelid
          JOIN pg_index AS parent ON parent.indexrelid = columns.inhparent
          JOIN pg_class AS index_class ON index_class.oid = columns.inhrelid
          JOIN pg_class AS parent_class ON parent_class.oid = columns.inhparent
          JOIN pg_class AS class ON class.oid = index.indrelid
          -- Of those that are alike it matters which belongs to which of the parent's, where somebody has named one.
          LEFT JOIN (SELECT indrelid,
                            columns,
                            bool_or(is_named) OVER (PARTITION BY pg_partition_root(indrelid)) AS are_named
                       FROM (SELECT index.indrelid,
                                    index.indkey::smallint[] AS columns,
                                    bool_or(class.relispartition AND class.relname !~ '_(idx|key)[0-9]*$')
                                    OR bool_or(class.relispartition) AND bool_or("constraint".oid IS NOT NULL) AS is_named
                               FROM pg_index AS index
                               JOIN pg_class AS class ON class.oid = index.indexrelid
                               -- A partition's own key may serve for an index of the parent.
                               LEFT JOIN pg_constraint AS "constraint"
                                 ON "constraint".conindid = index.indexrelid
                                    AND "constraint".contype IN ('p', 'u', 'x')
                                    AND "constraint".conparentid = 0
                              GROUP BY index.indrelid, index.indkey::smallint[]
                             HAVING count(*) > 1) AS alike) AS twins
            ON twins.indrelid = index.indrelid AND twins.columns = index.indkey::smallint[]
          LEFT JOIN pg_description AS description
            ON description.objoid = columns.inhrelid AND description.classoid = 'pg_class'::regclass AND description.objsubid = 0
         -- Which of several gets the number that is appended where a name is taken is up to their order: that is not by itself.
         CROSS JOIN LATERAL (SELECT 'idx'::text AS text) AS label
         WHERE NOT columns.are_current
            OR index_class.relname <> left(class.relname, greatest(61 - length(label.text) - octet_length(columns.text),
                                                                   (62 - length(label.text)) / 2))
                                      || '_' || left(columns.text, greatest(61 - length(label.text) - octet_length(class.relname),
                                                                            (61 - length(label.text)) / 2))
                                      || '_' || label.text
            OR NOT index.indisvalid
            OR NOT parent.indisvalid
            OR index.indclass <> parent.indclass
            OR index.indoption::smallint[] <> parent.indoption::smallint[]
            OR index_class.reloptions IS DISTINCT FROM parent_class.reloptions
            OR index_class.reltablespace <> parent_class.reltablespace
            OR columns.have_targets
            OR twins.are_named
            OR description.objoid IS NOT NULL) AS chosen
  JOIN pg_index AS index ON index.indexrelid = chosen.indexrelid
  JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
  JOIN pg_class AS class ON class.oid = index.indrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_constraint AS "constraint"
    ON "constraint".conrelid = index.indrelid
       AND "constraint".conindid = index.indexrelid
       AND "constraint".contype IN ('p', 'u', 'x')
  LEFT JOIN pg_tablespace AS tablespace ON tablespace.oid = index_class.reltablespace
  LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
  LEFT JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
 -- Only an expression can have one.
 CROSS JOIN LATERAL (
       SELECT CASE WHEN index.indexprs IS NOT NULL THEN
              (SELECT string_agg(attnum || '=' || attstattarget, ', ' ORDER BY attnum)
                 FROM pg_attribute
                WHERE attrelid = index.indexrelid AND attnum > 0 AND attstattarget >= 0) END AS text) AS targets
 -- The planner takes a CASE for half of the rows; of conditions that it takes for one row it makes nested loops.
 WHERE CASE WHEN "constraint".oid IS NULL
             AND class.relkind IN ('r', 'p', 'm')
             AND class.relpersistence <> 't'
             AND class.relname <> 'refinery_schema_history'
            THEN namespace.nspname = ANY ($1) OR coalesce(parent_namespace.nspname = ANY ($1), false) END
 UNION ALL
-- The index that backs a constraint, where there is a comment on it.
SELECT 'index',
       'pg_class'::regclass,
       index.indexrelid,
       0,
       namespace.nspname::text,
       class.relname::text,
       "constraint".conname::text,
       '',
       ARRAY['made_by', 'constraint'],
       NULL,
       NULL,
       NULL,
       0
  FROM pg_description AS description
  JOIN pg_index AS index ON index.indexrelid = description.objoid
  JOIN pg_constraint AS "constraint"
    ON "constraint".conrelid = index.indrelid
       AND "constraint".conindid = index.indexrelid
       AND "constraint".contype IN ('p', 'u', 'x')
  JOIN pg_class AS class ON class.oid = index.indrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 WHERE description.classoid = 'pg_class'::regclass
   AND description.objsubid = 0
   AND class.relpersistence <> 't'
   AND namespace.nspname = ANY ($1)
