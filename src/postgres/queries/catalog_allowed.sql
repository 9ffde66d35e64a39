-- $1 text: the first managed schema; $2 bigint; $3 text[]: the managed schemas. Whether this role may use the first (what it may not
-- use is not in its search_path, and names would be printed otherwise; NULL where there is no such schema), whether it may read the
-- connections of subscriptions, how many of them this database has, who it is, what its snapshot sees, how many relations there are
-- (PostgreSQL's own too), where they are more than $2 the snapshot itself, for other sessions to share, which other schemas have
-- partitions of managed tables that are partitioned themselves (only a step above a partition do the other queries look), and which of
-- the other queries, by their names, have nothing to tell, because nobody has made anything of what they read: most of what they cost
-- is to be parsed and planned.
-- From PostgreSQL 13 on.
SELECT (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1) AS may_use,
       has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') AS may_read_subscriptions,
       (SELECT count(*)
          FROM pg_subscription
         WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS subscriptions,
       current_user::text AS role,
       pg_current_snapshot()::text AS seen,
       relations.number AS relations,
       CASE WHEN relations.number > $2 THEN pg_export_snapshot() END AS snapshot,
       ARRAY(SELECT DISTINCT namespace.nspname::text
               FROM pg_class AS class
               JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
               JOIN pg_class AS root ON root.oid = pg_partition_root(class.oid)
               JOIN pg_namespace AS root_namespace ON root_namespace.oid = root.relnamespace
              WHERE class.relkind = 'p'
                AND class.relispartition
                AND namespace.nspname <> ALL ($3)
                AND root_namespace.nspname = ANY ($3)) AS partitioned_elsewhere,
       ARRAY(SELECT name
               FROM (VALUES
                    ('extension_additions', EXISTS (SELECT FROM pg_extension WHERE oid >= 16384)),
                    ('indexes', EXISTS (SELECT FROM pg_class
                                         WHERE oid >= 16384 AND relkind IN ('i', 'I') AND relnamespace <> 'pg_toast'::regnamespace)),
                    ('constraints', EXISTS (SELECT FROM pg_constraint WHERE oid >= 16384)),
                    ('triggers', EXISTS (SELECT FROM pg_trigger WHERE NOT tgisinternal)),
                    ('functions', EXISTS (SELECT FROM pg_proc WHERE oid >= 16384)),
                    ('types', EXISTS (SELECT FROM pg_class WHERE oid >= 16384 AND relkind = 'c')
                              OR EXISTS (SELECT FROM pg_type AS type
                                          WHERE oid >= 16384
                                            AND typtype <> 'c'
                                            AND NOT EXISTS (SELECT FROM pg_type WHERE oid = type.typelem AND typarray = type.oid))),
                    ('identity_sequences', EXISTS (SELECT FROM pg_sequence)),
                    ('rules_policies', EXISTS (SELECT FROM pg_policy)
                                       OR EXISTS (SELECT FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN')),
                    ('statistics', EXISTS (SELECT FROM pg_statistic_ext)),
                    ('operators', EXISTS (SELECT FROM pg_operator WHERE oid >= 16384)
                                  OR EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384)
                                  OR EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384)
                                  OR EXISTS (SELECT FROM pg_collation WHERE oid >= 16384)
                                  OR EXISTS (SELECT FROM pg_conversion WHERE oid >= 16384)),
                    ('text_search', EXISTS (SELECT FROM pg_ts_parser WHERE oid >= 16384)
                                    OR EXISTS (SELECT FROM pg_ts_template WHERE oid >= 16384)
                                    OR EXISTS (SELECT FROM pg_ts_dict WHERE oid >= 16384)
                                    OR EXISTS (SELECT FROM pg_ts_config WHERE oid >= 16384)),
                    ('foreign', EXISTS (SELECT FROM pg_foreign_data_wrapper)),
                    ('publications', EXISTS (SELECT FROM pg_publication))) AS query (name, is_needed)
              WHERE NOT is_needed) AS needless
  FROM (SELECT count(*) AS number FROM pg_class) AS relations
