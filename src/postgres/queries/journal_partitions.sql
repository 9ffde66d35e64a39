-- $1 oid: a partitioned table. $2 oid[]: partitions that it had. Those that it still has, whether none is being detached, and
-- the SQL names of partition and table. Before PostgreSQL 14 none can be pending: there is no such column.
SELECT inherits.inhrelid AS oid,
       NOT coalesce((to_jsonb(inherits) ->> 'inhdetachpending')::boolean, false) AS is_whole,
       inherits.inhrelid::regclass::text AS name, inherits.inhparent::regclass::text AS parent
  FROM pg_inherits AS inherits
 WHERE inherits.inhparent = $1
   AND inherits.inhrelid = ANY ($2)
