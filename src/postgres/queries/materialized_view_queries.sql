-- $1 oid[]: materialized views. One row per view, materialized or not, that they are or read, directly or through others: its query as the
-- server keeps it. From PostgreSQL 13 on, for any role.
WITH RECURSIVE readers AS (
    SELECT unnest($1::oid[]) AS oid
     UNION
    SELECT source.oid
      FROM readers
      JOIN pg_rewrite AS rule ON rule.ev_class = readers.oid AND rule.ev_type = '1'
      JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid AND depend.refclassid = 'pg_class'::regclass
      JOIN pg_class AS source ON source.oid = depend.refobjid AND source.relkind IN ('v', 'm')
)
SELECT readers.oid, rule.ev_action::text AS query
  FROM readers
  JOIN pg_rewrite AS rule ON rule.ev_class = readers.oid AND rule.ev_type = '1'
