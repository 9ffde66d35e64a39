-- One row per policy and function as health::Answer::Count describes: policies that call, row by row, what has the same answer for all
-- rows of a statement: current_setting(), or a stable function without arguments of somebody's own, outside a subquery. From PostgreSQL 13 on, for any role.
SELECT DISTINCT format('policy %I of %s calls %s', policy.polname, policy.polrelid::regclass, function.oid::regproc) AS object
  FROM pg_policy AS policy
  JOIN pg_class AS class ON class.oid = policy.polrelid AND class.relrowsecurity
 CROSS JOIN LATERAL (VALUES (policy.polqual::text), (policy.polwithcheck::text)) AS condition (tree)
 CROSS JOIN LATERAL regexp_matches(condition.tree, '\{FUNCEXPR :funcid (\d+)', 'g') AS call
  JOIN pg_proc AS function ON function.oid = call[1]::oid AND function.provolatile <> 'i'
                          AND (function.pronargs = 0 AND function.oid >= 16384
                               OR function.proname = 'current_setting' AND function.pronamespace = 'pg_catalog'::regnamespace)
 WHERE condition.tree !~ '\{SUBLINK '
 ORDER BY 1
