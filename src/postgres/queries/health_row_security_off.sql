-- One row per table as health::Answer::Count describes: tables with policies, or forced row-level security, that is off: every row is open
-- to whoever may read the table. From PostgreSQL 13 on, for any role.
SELECT format('%s %s', class.oid::regclass, CASE count(polrelid) WHEN 0 THEN 'with FORCE ROW LEVEL SECURITY, which is not enabled'
                                                                 WHEN 1 THEN 'with 1 policy'
                                                                 ELSE format('with %s policies', count(polrelid)) END) AS object,
       format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', class.oid::regclass) AS remedy
  FROM pg_class AS class
  LEFT JOIN pg_policy ON polrelid = class.oid
 WHERE NOT relrowsecurity AND (polrelid IS NOT NULL OR relforcerowsecurity)
 GROUP BY class.oid
 ORDER BY 1
