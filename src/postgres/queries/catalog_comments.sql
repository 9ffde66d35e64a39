-- $1 text[]: schemas, for all of which it is the same. The comments on all that people made and on the schema public, by address;
-- not those that public and extensions have by themselves. A public without one has an empty one. From PostgreSQL 13 on.
SELECT description.classoid AS classid,
       description.objoid AS objid,
       description.objsubid,
       description.description
  FROM pg_description AS description
  LEFT JOIN pg_extension AS extension
    ON description.classoid = 'pg_extension'::regclass AND extension.oid = description.objoid
  LEFT JOIN pg_available_extensions() AS available ON available.name = extension.extname
 WHERE CASE WHEN description.classoid = 'pg_namespace'::regclass
            THEN description.description <> 'standard public schema'
                 AND (description.objoid >= 16384 OR description.objoid = to_regnamespace('public')::oid)
            ELSE description.objoid >= 16384 END
   AND (extension.oid IS NULL OR description.description IS DISTINCT FROM available.comment)
   AND $1::text[] IS NOT NULL
 UNION ALL
SELECT 'pg_namespace'::regclass, namespace.oid, 0, ''
  FROM pg_namespace AS namespace
 WHERE namespace.nspname = 'public'
   AND obj_description(namespace.oid, 'pg_namespace') IS NULL
