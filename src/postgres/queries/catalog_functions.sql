-- $1 text[]: schemas. Their functions and procedures that no extension owns: the signature by which each is known, and what
-- follows the name in its definition. Aggregates are not among them. From PostgreSQL 13 on.
SELECT namespace.nspname AS schema,
       format('%I(%s)', proc.proname, oidvectortypes(proc.proargtypes)) AS signature,
       CASE WHEN proc.prokind = 'p' THEN 'procedure ' ELSE '' END
       || substr(pg_get_functiondef(proc.oid),
                 1 + length(format('CREATE OR REPLACE %s %I.%I',
                                   CASE WHEN proc.prokind = 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                                   namespace.nspname,
                                   proc.proname))) AS definition,
       obj_description(proc.oid, 'pg_proc') AS comment
  FROM pg_proc AS proc
  JOIN pg_namespace AS namespace ON namespace.oid = proc.pronamespace
 WHERE namespace.nspname = ANY ($1)
   AND proc.prokind IN ('f', 'p', 'w')
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid = 'pg_proc'::regclass
                      AND dependency.objid = proc.oid
                      AND dependency.deptype IN ('e', 'i'))
