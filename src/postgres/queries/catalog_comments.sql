-- $1 text[]: schemas, for all of which it is the same. The comments on all that people made and on the schema public, by address;
-- not those that public and extensions have by themselves. Where public or an extension has lost its own, it has an empty one.
-- From PostgreSQL 13 on.
  WITH available AS MATERIALIZED (SELECT name, comment FROM pg_available_extensions()),
       -- One by one, for the server reads a file for each that is available, and does so only if there is one to compare with.
       extension AS MATERIALIZED (
         SELECT extension.oid,
                (SELECT available.comment FROM available WHERE available.name = extension.extname) AS usual
           FROM pg_extension AS extension
          WHERE extension.oid >= 16384
       )
SELECT description.classoid AS classid,
       description.objoid AS objid,
       description.objsubid,
       description.description
  FROM pg_description AS description
  LEFT JOIN extension
    ON description.classoid = 'pg_extension'::regclass AND extension.oid = description.objoid
 WHERE CASE WHEN description.classoid = 'pg_namespace'::regclass
            THEN description.description <> 'standard public schema'
                 AND (description.objoid >= 16384 OR description.objoid = to_regnamespace('public')::oid)
            ELSE description.objoid >= 16384 END
   AND (extension.oid IS NULL OR description.description IS DISTINCT FROM extension.usual)
   AND $1::text[] IS NOT NULL
 UNION ALL
SELECT 'pg_namespace'::regclass, namespace.oid, 0, ''
  FROM pg_namespace AS namespace
 WHERE namespace.nspname = 'public'
   AND obj_description(namespace.oid, 'pg_namespace') IS NULL
 UNION ALL
SELECT 'pg_extension'::regclass, extension.oid, 0, ''
  FROM extension
 WHERE extension.usual IS NOT NULL
   AND obj_description(extension.oid, 'pg_extension') IS NULL
