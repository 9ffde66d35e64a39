-- $1 oid: a table, or NULL. $2 oid[]: indexes that were there before. $3 text: an index's name as SQL, or NULL. The indexes that
-- came since: those of that name on that table; without a name, what an unfinished REINDEX CONCURRENTLY of that table (or of
-- any) left on it and its partitions. Whether it is valid, and its SQL name. From PostgreSQL 13 on.
SELECT index.indexrelid AS oid, index.indisvalid AS is_whole, index.indexrelid::regclass::text AS name, '' AS parent
  FROM pg_index AS index
  JOIN pg_class AS class ON class.oid = index.indexrelid
 WHERE index.indexrelid <> ALL ($2)
   AND CASE WHEN $3::text IS NOT NULL
            THEN index.indrelid = $1 AND class.relname = (parse_ident($3))[1]::name
            ELSE NOT index.indisvalid AND class.relname ~ '_cc(new|old)[0-9]*$'
                 AND ($1 IS NULL OR index.indrelid IN (SELECT unnest(ARRAY[oid, reltoastrelid])
                                                         FROM pg_class
                                                        WHERE oid = $1 OR oid IN (SELECT relid FROM pg_partition_tree($1))))
       END
 ORDER BY index.indexrelid
