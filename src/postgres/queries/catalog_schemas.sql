-- The schemas that are somebody's: not PostgreSQL's own, nor those that extensions make, nor pgkeel's. From PostgreSQL 13 on.
SELECT nspname::text
  FROM pg_namespace AS namespace
 WHERE nspname NOT LIKE 'pg\_%'
   AND nspname NOT IN ('information_schema', 'pgkeel')
   AND NOT EXISTS (
       SELECT
         FROM pg_depend
        WHERE classid = 'pg_namespace'::regclass
          AND objid = namespace.oid
          AND deptype = 'e')
 ORDER BY 1
