-- One row per table as health::Answer::Count describes: tables with policies whose row-level security is off: every row is open to
-- whoever may read the table. From PostgreSQL 13 on, for any role.
SELECT format('%s with %s', class.oid::regclass, CASE count(*) WHEN 1 THEN '1 policy' ELSE count(*) || ' policies' END) AS object,
       format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', class.oid::regclass) AS remedy
  FROM pg_policy
  JOIN pg_class AS class ON class.oid = polrelid
 WHERE NOT relrowsecurity
 GROUP BY class.oid
 ORDER BY 1
