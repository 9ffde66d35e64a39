-- $1 text[]: schemas. Their enums with their labels in order, and the database's extensions (with no schema, no labels).
-- From PostgreSQL 13 on.
SELECT namespace.nspname AS schema,
       type.typname AS name,
       (SELECT array_agg(label.enumlabel::text ORDER BY label.enumsortorder)
          FROM pg_enum AS label
         WHERE label.enumtypid = type.oid) AS labels,
       obj_description(type.oid, 'pg_type') AS comment
  FROM pg_type AS type
  JOIN pg_namespace AS namespace ON namespace.oid = type.typnamespace
 WHERE namespace.nspname = ANY ($1)
   AND type.typtype = 'e'
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = 'pg_type'::regclass
                      AND dependency.objid = type.oid
                      AND dependency.deptype = 'e')
 UNION ALL
SELECT NULL, extension.extname, NULL, NULL
  FROM pg_extension AS extension
 WHERE extension.extname <> 'plpgsql'
