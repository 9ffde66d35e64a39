-- One row per policy as health::Answer::Count describes: permissive policies by which every role reads every row. From PostgreSQL
-- 13 on, for any role. The condition is read as it is stored: to print it would take a lock.
SELECT format('policy %I of %s', polname, polrelid::regclass) AS object
  FROM pg_policy
  JOIN pg_class AS class ON class.oid = polrelid AND class.relrowsecurity
 CROSS JOIN LATERAL (SELECT format('^(\{CONST :consttype 16 .*:constvalue 1 \[ (1 0 0 0 0 0 0 0|0 0 0 0 0 0 0 1) \]\}'
                                   '|\{OPEXPR :opno (%s) .*:args \((\{CONST [^{}]*\}) \4\)\})$', string_agg(oid::text, '|')) AS true_condition
                       FROM pg_operator WHERE oprname = '=' AND oprnamespace = 'pg_catalog'::regnamespace) AS pattern
 WHERE polpermissive AND 0 = ANY (polroles) AND polcmd = 'r'
   AND regexp_replace(polqual::text, ' :location -?\d+', '', 'g') ~ true_condition
 ORDER BY 1
