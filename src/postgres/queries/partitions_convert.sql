-- $1 text, $2 text: schema and name of a table; $3 text: its column that is to be the partition key; $4 text: the name of the
-- constraint by which pgkeel proves what the table holds. One row, what has to be known before it is made a partition of a new
-- table in its place; none where there is no such table. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT relation.oid,
       relation.relkind::text AS kind,
       relation.relispartition AS is_partition,
       key.attnotnull AS key_not_null,
       format_type(key.atttypid, NULL) AS key_type,
       proof.convalidated AS proof_validated,
       pg_get_constraintdef(proof.oid) AS proof,
       (SELECT json_agg(json_build_object(
                 'name', class.relname, 'constraint', own.conname, 'primary', index.indisprimary, 'unique', index.indisunique,
                 'exclusion', index.indisexclusion, 'valid', index.indisvalid AND index.indisready,
                 'columns', (SELECT json_agg(attname ORDER BY position)
                               FROM unnest(index.indkey::int2[]) WITH ORDINALITY AS part (attribute, position)
                               JOIN pg_attribute ON attrelid = relation.oid AND attnum = attribute
                              WHERE position <= index.indnkeyatts)) ORDER BY class.relname)::text
          FROM pg_index AS index
          JOIN pg_class AS class ON class.oid = index.indexrelid
          LEFT JOIN pg_constraint AS own ON own.conindid = index.indexrelid AND own.conrelid = relation.oid AND own.contype IN ('p', 'u', 'x')
         WHERE index.indrelid = relation.oid) AS indexes,
       (SELECT json_agg(json_build_object(
                 'schema', sequence_schema.nspname, 'name', sequence.relname, 'column', attname,
                 'identity', depend.deptype = 'i') ORDER BY attnum)::text
          FROM pg_depend AS depend
          JOIN pg_class AS sequence ON sequence.oid = depend.objid AND sequence.relkind = 'S'
          JOIN pg_namespace AS sequence_schema ON sequence_schema.oid = sequence.relnamespace
          JOIN pg_attribute ON attrelid = relation.oid AND attnum = depend.refobjsubid
         WHERE depend.classid = 'pg_class'::regclass AND depend.refclassid = 'pg_class'::regclass
           AND depend.refobjid = relation.oid AND depend.deptype IN ('a', 'i')) AS sequences,
       (SELECT array_agg(tgname::text ORDER BY tgname) FROM pg_trigger WHERE tgrelid = relation.oid AND NOT tgisinternal) AS triggers,
       (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = relation.oid) AS policies,
       (SELECT json_agg(DISTINCT jsonb_build_array(view_schema.nspname, view.relname))::text
          FROM pg_depend AS depend
          JOIN pg_rewrite ON pg_rewrite.oid = depend.objid
          JOIN pg_class AS view ON view.oid = pg_rewrite.ev_class AND view.relkind = 'v'
          JOIN pg_namespace AS view_schema ON view_schema.oid = view.relnamespace
         WHERE depend.classid = 'pg_rewrite'::regclass AND depend.refclassid = 'pg_class'::regclass
           AND depend.refobjid = relation.oid) AS views,
       array_remove(
         ARRAY[CASE WHEN relation.relpersistence <> 'p' THEN 'it is unlogged or temporary, which a partitioned table is not' END,
               CASE WHEN relation.reloftype <> 0 THEN 'it is a typed table' END,
               CASE WHEN relation.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE relation.oid IN (inhparent, inhrelid))
                    THEN 'it inherits, or others inherit from it' END,
               CASE WHEN EXISTS (SELECT FROM pg_rewrite WHERE ev_class = relation.oid) THEN 'it has rules, which would stay behind' END]
         || ARRAY(SELECT format('the foreign key %I of %s points at it, and would point at a part of it only', conname, conrelid::regclass)
                    FROM pg_constraint WHERE contype = 'f' AND confrelid = relation.oid AND conparentid = 0 ORDER BY conname)
         || ARRAY(SELECT format('the publication %I names it, and would publish another table', pubname)
                    FROM pg_publication_rel JOIN pg_publication ON pg_publication.oid = prpubid WHERE prrelid = relation.oid ORDER BY pubname)
         || ARRAY(SELECT DISTINCT format('the materialized view %s reads it, and would read a part of it only', view.oid::regclass)
                    FROM pg_depend AS depend
                    JOIN pg_rewrite ON pg_rewrite.oid = depend.objid
                    JOIN pg_class AS view ON view.oid = pg_rewrite.ev_class AND view.relkind = 'm'
                   WHERE depend.classid = 'pg_rewrite'::regclass AND depend.refobjid = relation.oid), NULL) AS obstacles
  FROM pg_class AS relation
  JOIN pg_namespace ON pg_namespace.oid = relation.relnamespace
  LEFT JOIN pg_attribute AS key
    ON key.attrelid = relation.oid AND key.attnum > 0 AND NOT key.attisdropped AND key.attname = $3
  LEFT JOIN pg_constraint AS proof ON proof.conrelid = relation.oid AND proof.conname = $4 AND proof.contype = 'c'
 WHERE pg_namespace.nspname = $1 AND relation.relname = $2
