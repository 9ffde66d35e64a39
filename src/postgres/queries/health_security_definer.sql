-- One row per function as health::Answer::Count describes: SECURITY DEFINER functions without a search_path of their own: who calls
-- one chooses what its unqualified names mean, with its owner's privileges. So do those whose
-- search_path names "$user", a schema of the caller's. Left out: functions of extensions, and those
-- with a body that the server has read (BEGIN ATOMIC, from 14 on): its names meant something when it was made. From PostgreSQL 13 on,
-- for any role.
SELECT format('%s of role %I%s', function.oid::regprocedure, pg_get_userbyid(proowner),
              CASE WHEN EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))
                                 WHERE grantee = 0 AND privilege_type = 'EXECUTE') THEN ', open to PUBLIC' ELSE '' END
              || coalesce(', whose search_path has ' || path.doubtful, '')) AS object,
       format('ALTER %s %s SET search_path = pg_catalog, %I, pg_temp', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
              function.oid::regprocedure, nspname) AS remedy
  FROM pg_proc AS function
  JOIN pg_namespace AS namespace ON namespace.oid = pronamespace
 CROSS JOIN LATERAL (SELECT string_agg(trim(element), ', ') AS doubtful
                       FROM unnest(proconfig) AS setting
                      CROSS JOIN unnest(string_to_array(substr(setting, 13), ',')) AS element
                      WHERE setting LIKE 'search\_path=%'
                        AND trim(element) IN ('"$user"', '$user')) AS path
 WHERE prosecdef AND prokind IN ('f', 'p', 'w') AND function.oid >= 16384
   AND to_jsonb(function) ->> 'prosqlbody' IS NULL
   AND (path.doubtful IS NOT NULL OR NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search\_path=%'))
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = function.oid AND deptype = 'e')
 ORDER BY 1
