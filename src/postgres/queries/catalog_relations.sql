-- $1 text[]: schemas. Their tables, partitions, views, materialized views and sequences: names, kind, comment, definition
-- (partition key, query, or sequence options), for a partition its parent and bounds, for a sequence the column that owns it. From PostgreSQL 13 on.
-- Left out: what extensions own, temporary tables, refinery's history, and the sequences of identity columns.
SELECT namespace.nspname AS schema,
       class.relname AS name,
       class.relkind::text AS kind,
       class.relispartition AS is_partition,
       obj_description(class.oid, 'pg_class') AS comment,
       CASE WHEN class.relkind = 'p' THEN pg_get_partkeydef(class.oid)
            WHEN class.relkind IN ('v', 'm') THEN
                -- A materialized view's are storage parameters.
                coalesce((SELECT format(E'with (%s) as\n', string_agg(option, ', ' ORDER BY option))
                            FROM unnest(class.reloptions) AS option
                           WHERE class.relkind = 'v'
                          HAVING count(*) > 0), '')
                || ltrim(pg_get_viewdef(class.oid))
            WHEN class.relkind = 'S' THEN
                concat_ws(' ',
                          CASE WHEN seqtypid <> 'bigint'::regtype THEN 'as ' || format_type(seqtypid, NULL) END,
                          CASE WHEN seqincrement <> 1 THEN 'increment by ' || seqincrement END,
                          CASE WHEN seqmin <> 1 OR seqincrement < 0 THEN 'minvalue ' || seqmin END,
                          CASE WHEN seqincrement < 0
                                 OR seqmax <> CASE seqtypid WHEN 'smallint'::regtype THEN 32767
                                                            WHEN 'integer'::regtype THEN 2147483647
                                                            ELSE 9223372036854775807 END
                               THEN 'maxvalue ' || seqmax END,
                          CASE WHEN seqstart <> 1 THEN 'start with ' || seqstart END,
                          CASE WHEN seqcache <> 1 THEN 'cache ' || seqcache END,
                          CASE WHEN seqcycle THEN 'cycle' END,
                          'owned by ' || owner.relation::regclass || '.' || quote_ident(owner.attname))
       END AS definition,
       parent_namespace.nspname AS parent_schema,
       parent.relname AS parent_name,
       pg_get_expr(class.relpartbound, 0) AS bounds,
       owner.nspname AS owner_schema,
       owner.relname AS owner_table,
       owner.attname AS owner_column
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_sequence AS sequence ON sequence.seqrelid = class.oid
  LEFT JOIN pg_inherits AS inherits ON class.relispartition AND inherits.inhrelid = class.oid
  LEFT JOIN pg_class AS parent ON parent.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent.relnamespace
  LEFT JOIN LATERAL (
       SELECT dependency.refobjid AS relation, owner_namespace.nspname, owner_class.relname, attribute.attname
         FROM pg_depend AS dependency
         JOIN pg_class AS owner_class ON owner_class.oid = dependency.refobjid
         JOIN pg_namespace AS owner_namespace ON owner_namespace.oid = owner_class.relnamespace
         JOIN pg_attribute AS attribute
           ON attribute.attrelid = dependency.refobjid AND attribute.attnum = dependency.refobjsubid
        WHERE class.relkind = 'S'
          AND dependency.classid = 'pg_class'::regclass
          AND dependency.objid = class.oid
          AND dependency.deptype = 'a'
          AND dependency.refclassid = 'pg_class'::regclass) AS owner ON true
 WHERE coalesce(parent_namespace.nspname, namespace.nspname) = ANY ($1)
   AND class.relkind IN ('r', 'p', 'v', 'm', 'S')
   AND class.relpersistence <> 't'
   AND class.relname <> 'refinery_schema_history'
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = 'pg_class'::regclass
                      AND dependency.objid = class.oid
                      AND (dependency.deptype = 'e' OR class.relkind = 'S' AND dependency.deptype = 'i'))
