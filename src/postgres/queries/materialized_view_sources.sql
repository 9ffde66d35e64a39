-- $1 oid[]: materialized views. One row per pair of them of which the first reads the second, directly or through plain views:
-- what the rewrite rule of a view depends on is what its query reads (and up to 15 the view itself, as OLD and NEW).
-- From PostgreSQL 13 on, for any role.
WITH RECURSIVE direct AS (
    SELECT DISTINCT rule.ev_class AS reader, depend.refobjid AS source, class.relkind
      FROM pg_rewrite AS rule
      JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid
      JOIN pg_class AS class ON class.oid = depend.refobjid AND class.relkind IN ('m', 'v')
     WHERE depend.refclassid = 'pg_class'::regclass
       AND depend.deptype = 'n'
       AND depend.refobjid <> rule.ev_class
), reached (view, source, relkind) AS (
    SELECT reader, source, relkind FROM direct WHERE reader = ANY ($1)
     UNION
    SELECT reached.view, direct.source, direct.relkind
      FROM reached JOIN direct ON direct.reader = reached.source
     WHERE reached.relkind = 'v'
)
SELECT view, source FROM reached WHERE relkind = 'm' AND source = ANY ($1) ORDER BY view, source
