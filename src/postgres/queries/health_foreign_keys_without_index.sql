-- One row per foreign key as health::Answer::Count describes: keys whose columns are, in any order, not the first ones of a valid
-- B-tree index without condition (or a partial one that only leaves out NULLs of these columns). Left out: partitions' copies.
-- From PostgreSQL 13 on, for any role.
SELECT format('%s of %s (%s)', quote_ident(fk.conname), fk.conrelid::regclass, columns.names) AS object,
       format('CREATE INDEX %sON %s (%s)', CASE class.relkind WHEN 'p' THEN '' ELSE 'CONCURRENTLY ' END, fk.conrelid::regclass,
              columns.names) AS remedy
  FROM pg_constraint AS fk
  JOIN pg_class AS class ON class.oid = fk.conrelid
 CROSS JOIN LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY position) AS names,
                            array_agg(format('(%I IS NOT NULL)', attname)) AS not_null
                       FROM unnest(fk.conkey) WITH ORDINALITY AS key (number, position)
                       JOIN pg_attribute ON attrelid = fk.conrelid AND attnum = key.number) AS columns
 WHERE fk.contype = 'f' AND fk.conparentid = 0
   AND NOT EXISTS (SELECT FROM pg_index AS index
                     JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
                     JOIN pg_am AS method ON method.oid = index_class.relam AND method.amname IN ('btree', 'hash')
                    WHERE index.indrelid = fk.conrelid AND index.indisvalid
                      AND (index.indpred IS NULL OR pg_get_expr(index.indpred, index.indrelid) = ANY (columns.not_null))
                      AND index.indnkeyatts >= cardinality(fk.conkey)
                      AND (index.indkey::int2[])[0:cardinality(fk.conkey) - 1] @> fk.conkey
                      AND (index.indkey::int2[])[0:cardinality(fk.conkey) - 1] <@ fk.conkey)
 ORDER BY 1
