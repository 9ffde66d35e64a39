-- One row per view as health::Answer::Count describes: views that others than their owner may read, and that read tables with row-level
-- security, themselves or by way of other views, with the eyes of an owner who is above it (a superuser, BYPASSRLS, the owner of a table
-- that does not force it). Left out: those with security_invoker (from PostgreSQL 15 on); one that stands within another looks with the
-- eyes of that one. From PostgreSQL 13 on, for any role.
WITH RECURSIVE views AS MATERIALIZED (
    SELECT oid, relkind, relowner,
           EXISTS (SELECT FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker' AND option_value::boolean) AS invoker
      FROM pg_class
     WHERE relkind IN ('v', 'm')
), uses AS MATERIALIZED (
    SELECT DISTINCT rule.ev_class AS view, depend.refobjid AS used
      FROM pg_rewrite AS rule
      JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid
                              AND depend.refclassid = 'pg_class'::regclass AND depend.deptype = 'n' AND depend.refobjid <> rule.ev_class
), seen (view, eyes, used, direct) AS (
    SELECT views.oid, views.relowner, uses.used, true
      FROM views JOIN uses ON uses.view = views.oid
     WHERE NOT invoker
       AND EXISTS (SELECT FROM pg_class CROSS JOIN aclexplode(relacl)
                    WHERE pg_class.oid = views.oid AND privilege_type = 'SELECT' AND grantee <> relowner)
     UNION
    SELECT seen.view, CASE WHEN within.invoker THEN seen.eyes ELSE within.relowner END, uses.used, false
      FROM seen
      -- What a materialized view holds was read by its owner at its refresh.
      JOIN views AS within ON within.oid = seen.used
      JOIN uses ON uses.view = within.oid
)
SELECT format('%s of %I reads %s', view.oid::regclass, owner.rolname, string_agg(DISTINCT protected.oid::regclass::text, ', ')) AS object,
       CASE WHEN view.relkind = 'v' AND bool_and(seen.direct) AND current_setting('server_version_num')::int >= 150000
            THEN format('ALTER VIEW %s SET (security_invoker = true)', view.oid::regclass) END AS remedy
  FROM seen
  JOIN views AS view ON view.oid = seen.view
  JOIN pg_roles AS owner ON owner.oid = view.relowner
  JOIN pg_roles AS eyes ON eyes.oid = seen.eyes
  JOIN pg_class AS protected ON protected.oid = seen.used AND protected.relrowsecurity
 WHERE eyes.rolsuper OR eyes.rolbypassrls OR protected.relowner = seen.eyes AND NOT protected.relforcerowsecurity
 GROUP BY view.oid, view.relkind, owner.rolname
 ORDER BY 1
