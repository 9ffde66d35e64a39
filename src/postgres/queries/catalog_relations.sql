-- $1 text[]: schemas. Their tables, partitions, foreign tables, views, materialized views and sequences. `definition` is the
-- partition key, the bounds, the server with its options, the query, or the options of the sequence. A partition's schema and
-- name are its parent's. An attribute's value is SQL: a name in it is quoted where it must be. From PostgreSQL 13 on.
-- Left out: temporary relations, refinery's history, and the sequences of identity columns.
SELECT kind, classid, objid, objsubid, schema, name, part, definition,
       CASE WHEN num_nonnulls(persistence, inherits, of_type, options, tablespace, access_method, replica_identity, cluster_on,
                              row_level_security, columns, server, fdw_options, state, unpopulated) > 0
            THEN ARRAY['persistence', persistence,
                       'inherits', inherits,
                       'of_type', of_type,
                       'with', options,
                       'tablespace', tablespace,
                       'access_method', access_method,
                       'replica_identity', replica_identity,
                       'cluster_on', cluster_on,
                       'row_level_security', row_level_security,
                       'column_order', columns,
                       'server', server,
                       'fdw_options', fdw_options,
                       'state', state,
                       'unpopulated', unpopulated] END AS attributes,
       owner,
       acl::text[] AS acl,
       CASE WHEN acl IS NOT NULL THEN acldefault('r', owner)::text[] END AS default_acl,
       0 AS position
  FROM (SELECT CASE WHEN class.relispartition THEN 'partition'
                    WHEN class.relkind = 'f' THEN 'foreign-table'
                    WHEN class.relkind = 'v' THEN 'view'
                    WHEN class.relkind = 'm' THEN 'materialized-view'
                    ELSE 'table' END AS kind,
               'pg_class'::regclass::oid AS classid,
               class.oid AS objid,
               0 AS objsubid,
               coalesce(parent_namespace.nspname, namespace.nspname)::text AS schema,
               coalesce(parent.relname, class.relname)::text AS name,
               CASE WHEN class.relispartition THEN
                         CASE WHEN class.relnamespace = parent.relnamespace AND class.relname !~ '[."]' THEN class.relname::text
                              ELSE format('%I.%I', namespace.nspname, class.relname) END END AS part,
               CASE WHEN class.relispartition THEN
                         pg_get_expr(class.relpartbound, class.oid)
                         || CASE WHEN class.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(class.oid) ELSE '' END
                    WHEN class.relkind = 'p' THEN pg_get_partkeydef(class.oid)
                    WHEN class.relkind = 'f' THEN
                         'SERVER ' || quote_ident(server.srvname) || coalesce(' OPTIONS (' || foreign_options.text || ')', '')
                    WHEN class.relkind = 'v' THEN
                         coalesce(E'with (' || storage_options.text || E') as\n', '')
                         || rtrim(btrim(pg_get_viewdef(class.oid), E' \n'), ';')
                    WHEN class.relkind = 'm' THEN rtrim(btrim(pg_get_viewdef(class.oid), E' \n'), ';')
                    ELSE '' END AS definition,
               CASE WHEN class.relpersistence = 'u' THEN 'unlogged' END AS persistence,
               inherited.parents AS inherits,
               CASE WHEN class.reloftype <> 0 THEN class.reloftype::regtype::text END AS of_type,
               -- A view's stand before its query.
               CASE WHEN class.relkind <> 'v' THEN storage_options.text END AS options,
               -- What a partition does not say is its parent's.
               CASE WHEN class.reltablespace <> 0 THEN quote_ident(tablespace.spcname)
                    WHEN parent.reltablespace <> 0 AND class.relkind IN ('r', 'p') THEN
                         (SELECT quote_ident(spcname)
                            FROM pg_database
                            JOIN pg_tablespace ON pg_tablespace.oid = pg_database.dattablespace
                           WHERE datname = current_database()) END AS tablespace,
               CASE WHEN method.amname <> 'heap' OR parent_method.amname <> 'heap' THEN quote_ident(method.amname) END AS access_method,
               CASE WHEN class.relkind IN ('r', 'p', 'm') THEN
                         CASE class.relreplident WHEN 'f' THEN 'full'
                                                 WHEN 'n' THEN 'nothing'
                                                 WHEN 'i' THEN 'using index ' || quote_ident(identity_class.relname) END
                    END AS replica_identity,
               quote_ident(clustered_class.relname) AS cluster_on,
               nullif(concat_ws(', ', CASE WHEN class.relrowsecurity THEN 'enabled' END,
                                      CASE WHEN class.relforcerowsecurity THEN 'forced' END), '') AS row_level_security,
               ordered.columns,
               CASE WHEN class.relispartition THEN quote_ident(server.srvname) END AS server,
               CASE WHEN class.relispartition THEN foreign_options.text END AS fdw_options,
               -- Half of ALTER TABLE … DETACH PARTITION … CONCURRENTLY is done.
               CASE WHEN inherits.inhdetachpending THEN 'detaching' END AS state, -- from 14
               NULL::text AS state, -- before 14
               CASE WHEN class.relkind = 'm' AND NOT class.relispopulated THEN 'true' END AS unpopulated,
               class.relowner AS owner,
               class.relacl AS acl
          FROM pg_class AS class
          JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
          LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
          LEFT JOIN pg_class AS parent ON parent.oid = inherits.inhparent
          LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent.relnamespace
          LEFT JOIN pg_am AS method ON method.oid = class.relam
          LEFT JOIN pg_am AS parent_method ON parent_method.oid = parent.relam AND class.relam <> 0
          LEFT JOIN pg_class AS toast ON toast.oid = class.reltoastrelid
          LEFT JOIN pg_tablespace AS tablespace ON tablespace.oid = class.reltablespace
          LEFT JOIN pg_index AS clustered ON clustered.indrelid = class.oid AND clustered.indisclustered
          LEFT JOIN pg_class AS clustered_class ON clustered_class.oid = clustered.indexrelid
          LEFT JOIN pg_index AS identity ON identity.indrelid = class.oid AND identity.indisreplident AND class.relreplident = 'i'
          LEFT JOIN pg_class AS identity_class ON identity_class.oid = identity.indexrelid
          LEFT JOIN pg_foreign_table AS "foreign" ON "foreign".ftrelid = class.oid
          LEFT JOIN pg_foreign_server AS server ON server.oid = "foreign".ftserver
          -- Only plain tables and foreign ones have children that are no partitions.
          LEFT JOIN (SELECT pg_inherits.inhrelid, string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) AS parents
                       FROM pg_inherits
                       JOIN pg_class ON pg_class.oid = inhparent AND relkind IN ('r', 'f')
                      GROUP BY pg_inherits.inhrelid) AS inherited ON inherited.inhrelid = class.oid
          -- A partition's columns where their order is another than its parent's.
          LEFT JOIN (SELECT inhrelid, string_agg(quote_ident(attribute.attname), ', ' ORDER BY attribute.attnum) AS columns
                       FROM pg_inherits
                       JOIN pg_class ON pg_class.oid = inhrelid AND relispartition AND relkind IN ('r', 'p', 'f')
                       JOIN pg_attribute AS attribute
                         ON attribute.attrelid = inhrelid AND attribute.attnum > 0 AND NOT attribute.attisdropped
                       JOIN pg_attribute AS parent ON parent.attrelid = inhparent AND parent.attname = attribute.attname
                      GROUP BY inhrelid
                     HAVING array_agg(parent.attnum ORDER BY attribute.attnum) <> array_agg(parent.attnum ORDER BY parent.attnum)
                    ) AS ordered ON ordered.inhrelid = class.oid
         CROSS JOIN LATERAL (
               SELECT CASE WHEN class.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL THEN
                      (SELECT string_agg(prefix || quote_ident(option_name) || '='
                                         || CASE WHEN option_value ~ '^([a-z_][a-z0-9_]*|[+-]?[0-9]+([.][0-9]+)?)$' THEN option_value
                                                 ELSE quote_literal(option_value) END,
                                         ', ' ORDER BY prefix COLLATE "C", place)
                         FROM (SELECT '' AS prefix, *
                                 FROM pg_options_to_table(class.reloptions) WITH ORDINALITY AS own (option_name, option_value, place)
                               UNION ALL
                               SELECT 'toast.', *
                                 FROM pg_options_to_table(toast.reloptions) WITH ORDINALITY AS own (option_name, option_value, place)
                              ) AS option) END AS text) AS storage_options
         CROSS JOIN LATERAL (
               SELECT CASE WHEN "foreign".ftoptions IS NOT NULL THEN
                      (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ' ORDER BY option_name COLLATE "C")
                         FROM pg_options_to_table("foreign".ftoptions)) END AS text) AS foreign_options
         WHERE class.relkind IN ('r', 'p', 'f', 'v', 'm')
           -- The planner takes a CASE for half of the rows; of conditions that it takes for one row it makes nested loops.
           AND CASE WHEN class.relpersistence <> 't' AND class.relname <> 'refinery_schema_history'
                    THEN namespace.nspname = ANY ($1) OR coalesce(parent_namespace.nspname = ANY ($1), false) END) AS relation
 UNION ALL
SELECT 'sequence',
       'pg_class'::regclass,
       class.oid,
       0,
       namespace.nspname::text,
       class.relname::text,
       NULL,
       concat_ws(' ',
                 CASE WHEN seqtypid <> 'bigint'::regtype THEN 'as ' || format_type(seqtypid, NULL) END,
                 CASE WHEN seqincrement <> 1 THEN 'increment by ' || seqincrement END,
                 CASE WHEN seqmin <> usual.minimum THEN 'minvalue ' || seqmin END,
                 CASE WHEN seqmax <> usual.maximum THEN 'maxvalue ' || seqmax END,
                 CASE WHEN seqstart <> CASE WHEN seqincrement > 0 THEN seqmin ELSE seqmax END THEN 'start with ' || seqstart END,
                 CASE WHEN seqcache <> 1 THEN 'cache ' || seqcache END,
                 CASE WHEN seqcycle THEN 'cycle' END,
                 'owned by ' || dependency.refobjid::regclass || '.' || quote_ident(attribute.attname)),
       CASE WHEN class.relpersistence = 'u' THEN ARRAY['persistence', 'unlogged'] END,
       class.relowner,
       class.relacl::text[],
       CASE WHEN class.relacl IS NOT NULL THEN acldefault('s', class.relowner)::text[] END,
       0
  FROM pg_sequence AS sequence
  JOIN pg_class AS class ON class.oid = sequence.seqrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_depend AS dependency
    ON dependency.classid = 'pg_class'::regclass
       AND dependency.objid = sequence.seqrelid
       AND dependency.refclassid = 'pg_class'::regclass
       AND dependency.refobjsubid > 0
       AND dependency.deptype IN ('a', 'i')
  LEFT JOIN pg_attribute AS attribute
    ON attribute.attrelid = dependency.refobjid AND attribute.attnum = dependency.refobjsubid
 CROSS JOIN LATERAL (
       SELECT CASE seqtypid WHEN 'smallint'::regtype THEN 32767
                            WHEN 'integer'::regtype THEN 2147483647
                            ELSE 9223372036854775807 END AS largest) AS of_type
 CROSS JOIN LATERAL (
       SELECT CASE WHEN seqincrement > 0 THEN 1 ELSE -largest - 1 END AS minimum,
              CASE WHEN seqincrement > 0 THEN largest ELSE -1 END AS maximum) AS usual
 WHERE namespace.nspname = ANY ($1)
   AND class.relpersistence <> 't'
   AND dependency.deptype IS DISTINCT FROM 'i'
