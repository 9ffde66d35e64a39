-- One row per view as health::Answer::Count describes: views that others than their owner may read, and that read tables with row-level
-- security with the eyes of an owner who is above it (a superuser, BYPASSRLS, the owner of a table that does not force it). Left out:
-- those with security_invoker (from PostgreSQL 15 on). From PostgreSQL 13 on, for any role.
SELECT format('%s of %I reads %s', view.oid::regclass, owner.rolname, string_agg(DISTINCT protected.oid::regclass::text, ', ')) AS object,
       CASE WHEN view.relkind = 'v' AND current_setting('server_version_num')::int >= 150000
            THEN format('ALTER VIEW %s SET (security_invoker = true)', view.oid::regclass) END AS remedy
  FROM pg_class AS view
  JOIN pg_roles AS owner ON owner.oid = view.relowner
  JOIN pg_rewrite AS rule ON rule.ev_class = view.oid
  JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid
                          AND depend.refclassid = 'pg_class'::regclass AND depend.deptype = 'n'
  JOIN pg_class AS protected ON protected.oid = depend.refobjid AND protected.oid <> view.oid AND protected.relrowsecurity
 WHERE view.relkind IN ('v', 'm')
   AND NOT EXISTS (SELECT FROM pg_options_to_table(view.reloptions) WHERE option_name = 'security_invoker' AND option_value::boolean)
   AND (owner.rolsuper OR owner.rolbypassrls OR protected.relowner = view.relowner AND NOT protected.relforcerowsecurity)
   AND EXISTS (SELECT FROM aclexplode(view.relacl) WHERE privilege_type = 'SELECT' AND grantee <> view.relowner)
 GROUP BY view.oid, view.relkind, owner.rolname
 ORDER BY 1
