-- $1 oid[]: partitioned tables. One row for each table below them, at whatever level: below which of them, its name, its bounds as
-- text, and whether it is directly below. From PostgreSQL 13 on; needs no privileges and waits for no lock.
WITH RECURSIVE below (root, oid, is_direct) AS (
    SELECT inhparent, inhrelid, true FROM pg_inherits WHERE inhparent = ANY ($1::oid[])
     UNION ALL
    SELECT below.root, inhrelid, false FROM below JOIN pg_inherits ON inhparent = below.oid
)
SELECT below.root, pg_namespace.nspname::text AS schema, pg_class.relname::text AS name,
       pg_get_expr(pg_class.relpartbound, 0) AS bounds, below.is_direct
  FROM below
  JOIN pg_class USING (oid)
  JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
 ORDER BY below.root, pg_class.oid
