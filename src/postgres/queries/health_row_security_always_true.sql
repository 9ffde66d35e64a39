-- One row per policy as health::Answer::Count describes: permissive policies for every role that let rows be written, and whose
-- condition is true whatever the row: the other permissive ones of their table then mean nothing. What only lets rows be read is in
-- row_security_read_by_all; a policy for roles by name is how those are let through on purpose. From PostgreSQL 13 on, for any role.
-- The condition is read as it is stored: to print it would take a lock.
WITH conditions AS (
    SELECT oid, polrelid, polname, polcmd, polroles, polpermissive,
           regexp_replace(coalesce(polqual::text, ''), ' :location -?\d+', '', 'g') AS seen,
           regexp_replace(coalesce(polwithcheck::text, polqual::text, ''), ' :location -?\d+', '', 'g') AS written
      FROM pg_policy
), judged AS (
    SELECT *, polcmd <> 'a' AND seen ~ true_condition AS sees_all, polcmd IN ('a', 'w', '*') AND written ~ true_condition AS writes_all
      FROM conditions
     CROSS JOIN LATERAL (SELECT format('^(\{CONST :consttype 16 .*:constvalue 1 \[ (1 0 0 0 0 0 0 0|0 0 0 0 0 0 0 1) \]\}'
                                       '|\{OPEXPR :opno (%s) .*:args \((\{CONST [^{}]*\}) \4\)\})$', string_agg(oid::text, '|')) AS true_condition
                           FROM pg_operator WHERE oprname = '=' AND oprnamespace = 'pg_catalog'::regnamespace) AS pattern
)
SELECT format('policy %I of %s lets every role %s', polname, polrelid::regclass,
              CASE polcmd WHEN 'a' THEN 'insert any row' WHEN 'd' THEN 'delete every row'
                          WHEN 'w' THEN CASE WHEN sees_all THEN 'update every row' ELSE 'make any row of those that it may update' END
                          ELSE CASE WHEN sees_all THEN 'read and write every row' ELSE 'write any row' END END) AS object
  FROM judged
  JOIN pg_class AS class ON class.oid = polrelid AND class.relrowsecurity
 WHERE polpermissive AND 0 = ANY (polroles) AND polcmd <> 'r' AND (sees_all OR writes_all)
 ORDER BY 1
