-- $1 text[]: not looked at. What extensions make: the object's address, its extension, and where the extension gave privileges
-- on it, to which column (0 for the whole) and which. From PostgreSQL 13 on.
SELECT dependency.classid,
       dependency.objid,
       extension.extname,
       initial.objsubid,
       initial.initprivs::text[]
  FROM pg_depend AS dependency
  JOIN pg_extension AS extension ON extension.oid = dependency.refobjid
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = dependency.classid AND initial.objoid = dependency.objid
 WHERE dependency.refclassid = 'pg_extension'::regclass
   AND dependency.deptype = 'e'
   AND $1::text[] IS NOT NULL
