-- Every extension that is installed in the database, or that the server offers. From PostgreSQL 13 on.
SELECT name::text, bool_or(is_installed) AS is_installed
  FROM (SELECT extname AS name, true AS is_installed FROM pg_extension
         UNION ALL
        SELECT name, false FROM pg_available_extensions) AS extension
 GROUP BY name
