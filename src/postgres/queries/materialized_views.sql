-- $1 text[]: schemas. One row per materialized view in them that no extension owns: its names, owner, whether it is populated,
-- its size and rows as the last VACUUM or ANALYZE left them in pg_class (its true size could only be had by locking it; NULL
-- where never taken), its query as the server keeps it, its columns, those that an index can compare, and its unique indexes as parallel arrays. From PostgreSQL 13 on, for any role.
SELECT class.oid, namespace.nspname::text AS schema, class.relname::text AS name,
       (SELECT ev_action::text FROM pg_rewrite WHERE ev_class = class.oid) AS query,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = class.oid AND attnum > 0 ORDER BY attnum) AS columns,
       -- Those that a B-tree index can compare: of a domain its base, varchar as text, and what is compared part by part.
       ARRAY(SELECT attname::text
               FROM pg_attribute
               JOIN pg_type AS declared ON declared.oid = atttypid
               JOIN pg_type AS type ON type.oid = CASE declared.typtype WHEN 'd' THEN declared.typbasetype ELSE declared.oid END
              WHERE attrelid = class.oid AND attnum > 0
                AND (type.typtype IN ('e', 'r', 'm') OR type.typname = 'varchar'
                     OR EXISTS (SELECT FROM pg_operator
                                 WHERE oprname = '=' AND oprcanmerge AND oprright = oprleft
                                   AND oprleft IN (type.oid, CASE WHEN type.typcategory = 'A' THEN type.typelem END)))
              ORDER BY attnum) AS comparable,
       pg_get_userbyid(class.relowner)::text AS owner, class.relispopulated AS populated,
       CASE WHEN class.relpages > 0 OR class.reltuples > 0
            THEN class.relpages * current_setting('block_size')::bigint END AS bytes,
       CASE WHEN class.relpages > 0 OR class.reltuples > 0 THEN class.reltuples::double precision END AS rows,
       coalesce(array_agg(index_class.relname::text ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_names,
       coalesce(array_agg(index.indisvalid AND index.indisready AND index.indislive ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_valid,
       coalesce(array_agg(index.indimmediate ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_immediate,
       coalesce(array_agg(index.indpred IS NOT NULL ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_partial,
       coalesce(array_agg(0 = ANY (index.indkey::int2[]) ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_expression,
       coalesce(array_agg(access_method.amname = 'btree' ORDER BY index_class.relname)
                FILTER (WHERE index.indexrelid IS NOT NULL), '{}') AS index_btree
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_index AS index ON index.indrelid = class.oid AND index.indisunique
  LEFT JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
  LEFT JOIN pg_am AS access_method ON access_method.oid = index_class.relam
 WHERE class.relkind = 'm'
   AND namespace.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend
                    WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
 GROUP BY class.oid, namespace.nspname,
          -- Before 14 pg_class has no primary key, and its columns do not follow from its oid.
          class.relname, class.relowner, class.relispopulated, class.relpages, class.reltuples
 ORDER BY namespace.nspname, class.relname
