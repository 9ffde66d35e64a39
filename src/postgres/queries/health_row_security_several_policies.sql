-- One row per table, action and role as health::Answer::Count describes: where more than one permissive policy counts, a row that any of
-- them lets through is let through. From PostgreSQL 13 on, for any role.
WITH named AS (
    SELECT polrelid, polname, role, action
      FROM pg_policy
      JOIN pg_class AS class ON class.oid = polrelid AND class.relrowsecurity
     CROSS JOIN LATERAL unnest(polroles) AS role
      JOIN (VALUES ('r', 1, 'SELECT'), ('a', 2, 'INSERT'), ('w', 3, 'UPDATE'), ('d', 4, 'DELETE')) AS action (cmd, position, word)
        ON polcmd = '*' OR polcmd::text = action.cmd
     WHERE polpermissive
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = polrelid AND deptype = 'e')
), counting AS (
    -- What holds for PUBLIC holds for each role that another one names.
    SELECT of.polrelid, of.role, (of.action).word, (of.action).position,
           array_agg(DISTINCT named.polname::text ORDER BY named.polname::text) AS policies, bool_or(named.role <> 0) AS by_name
      FROM (SELECT DISTINCT polrelid, role, action FROM named) AS of
      JOIN named ON named.polrelid = of.polrelid AND named.action = of.action AND named.role IN (of.role, 0)
     GROUP BY of.polrelid, of.role, of.action
), several AS (
    SELECT polrelid, role, policies, string_agg(word, ', ' ORDER BY position) AS actions
      FROM counting
     WHERE cardinality(policies) > 1 AND (role = 0 OR by_name)
     GROUP BY polrelid, role, policies
)
SELECT format('%s: %s by %s: %s', polrelid::regclass, actions, CASE role WHEN 0 THEN 'every role' ELSE 'role ' || quote_ident(pg_get_userbyid(role)) END,
              (SELECT string_agg(quote_ident(policy), ', ') FROM unnest(policies) AS policy)) AS object
  FROM several
 ORDER BY 1
