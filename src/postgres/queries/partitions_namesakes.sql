-- $1 oid[], $2 text[]: partitioned tables, and names that partitions of theirs are to get, side by side. One row for each name
-- that is taken in the table's schema: by what, with what comment, whether that is a partition, whether its columns are the
-- partitioned table's, and, for tables with a comment of ours ($3, a LIKE pattern) only, whether it is empty.
-- From PostgreSQL 13 on.
SELECT wanted.parent,
       wanted.name,
       CASE namesake.relkind
         WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
         WHEN 'i' THEN 'index' WHEN 'I' THEN 'partitioned index' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
         WHEN 'c' THEN 'composite type' ELSE 'relation'
       END AS kind,
       CASE WHEN namesake.relispartition THEN above_schema.nspname::text END AS parent_schema,
       CASE WHEN namesake.relispartition THEN above.relname::text END AS parent_name,
       comment.description AS comment,
       coalesce(CASE WHEN namesake.relkind IN ('r', 'p') AND comment.description LIKE $3
                     THEN NOT EXISTS (SELECT FROM pg_partition_tree(namesake.oid) WHERE pg_relation_size(relid) > 0)
                      AND pg_relation_size(namesake.oid) = 0 END,
                false) AS empty,
       NOT EXISTS (
         SELECT attname, atttypid, atttypmod, attcollation, attnotnull, attgenerated
           FROM pg_attribute WHERE attrelid IN (namesake.oid, wanted.parent) AND attnum > 0 AND NOT attisdropped
          GROUP BY attname, atttypid, atttypmod, attcollation, attnotnull, attgenerated
         HAVING count(*) <> 2) AS same_columns
  FROM unnest($1::oid[], $2::text[]) AS wanted (parent, name)
  JOIN pg_class AS parent ON parent.oid = wanted.parent
  JOIN pg_class AS namesake ON namesake.relnamespace = parent.relnamespace AND namesake.relname = wanted.name
  LEFT JOIN pg_description AS comment
    ON comment.objoid = namesake.oid AND comment.classoid = 'pg_class'::regclass AND comment.objsubid = 0
  LEFT JOIN pg_inherits ON pg_inherits.inhrelid = namesake.oid AND namesake.relispartition
  LEFT JOIN pg_class AS above ON above.oid = pg_inherits.inhparent
  LEFT JOIN pg_namespace AS above_schema ON above_schema.oid = above.relnamespace
