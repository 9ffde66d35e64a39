-- One row per function as health::Answer::Count describes: SECURITY DEFINER functions without a search_path of their own: who calls
-- one chooses what its unqualified names mean, with its owner's privileges. Left out: functions of extensions, and those
-- with a body that the server has read (BEGIN ATOMIC, from 14 on): its names meant something when it was made. From PostgreSQL 13 on,
-- for any role.
SELECT format('%s of role %I%s', function.oid::regprocedure, pg_get_userbyid(proowner),
              CASE WHEN EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))
                                 WHERE grantee = 0 AND privilege_type = 'EXECUTE') THEN ', open to PUBLIC' ELSE '' END) AS object,
       format('ALTER %s %s SET search_path = pg_catalog, %I, pg_temp', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
              function.oid::regprocedure, nspname) AS remedy
  FROM pg_proc AS function
  JOIN pg_namespace AS namespace ON namespace.oid = pronamespace
 WHERE prosecdef AND prokind IN ('f', 'p', 'w') AND function.oid >= 16384
   AND to_jsonb(function) ->> 'prosqlbody' IS NULL
   AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search\_path=%')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = function.oid AND deptype = 'e')
 ORDER BY 1
