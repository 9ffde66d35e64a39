-- $1 text[]: schemas, for all of which it is the same. The security labels on all that people made and on the schema public, by
-- address. From PostgreSQL 13 on.
SELECT classoid AS classid,
       objoid AS objid,
       objsubid,
       provider,
       label
  FROM pg_seclabel
 WHERE (objoid >= 16384 OR classoid = 'pg_namespace'::regclass AND objoid = to_regnamespace('public')::oid)
   AND $1::text[] IS NOT NULL
 ORDER BY classoid, objoid, objsubid, provider COLLATE "C"
