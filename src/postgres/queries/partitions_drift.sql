-- $1 oid[]: partitioned tables. One row for each of their partitions that is not as its parent: its name, and in which respects.
-- A partition that is half detached is not looked at. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT differing.parent, differing.schema, differing.name, differing.respects
  FROM (SELECT parent.oid AS parent,
               child_schema.nspname::text AS schema,
               child.relname::text AS name,
               array_remove(ARRAY[
                 CASE WHEN child.relowner <> parent.relowner THEN 'owner' END,
                 CASE WHEN child.relacl IS DISTINCT FROM parent.relacl
                       AND EXISTS (SELECT FROM (SELECT grantee, privilege_type, is_grantable, 1 AS side
                                                  FROM aclexplode(parent.relacl) WHERE grantee <> parent.relowner
                                                 UNION ALL
                                                SELECT grantee, privilege_type, is_grantable, 2
                                                  FROM aclexplode(child.relacl)
                                                 WHERE grantee NOT IN (parent.relowner, child.relowner)) AS granted
                                    GROUP BY grantee, privilege_type, is_grantable
                                   HAVING count(DISTINCT side) = 1) THEN 'grants' END,
                 CASE WHEN child.relreplident <> parent.relreplident AND child.relkind <> 'f' THEN 'replica identity' END,
                 CASE WHEN (child.relrowsecurity, child.relforcerowsecurity)
                             <> (parent.relrowsecurity, parent.relforcerowsecurity) THEN 'row-level security' END,
                 CASE WHEN EXISTS (SELECT FROM pg_trigger AS wanted
                                    WHERE wanted.tgrelid = parent.oid AND NOT wanted.tgisinternal AND wanted.tgtype & 1 = 0
                                      AND NOT EXISTS (SELECT FROM pg_trigger AS own
                                                       WHERE own.tgrelid = child.oid AND own.tgname = wanted.tgname
                                                         AND own.tgtype = wanted.tgtype AND own.tgfoid = wanted.tgfoid
                                                         AND own.tgargs = wanted.tgargs AND own.tgenabled = wanted.tgenabled))
                      THEN 'triggers for statements' END,
                 CASE WHEN child.relkind <> 'f'
                       AND EXISTS (SELECT FROM pg_index AS wanted
                                    WHERE wanted.indrelid = parent.oid
                                      AND NOT EXISTS (SELECT FROM pg_inherits AS tied
                                                        JOIN pg_index AS part ON part.indexrelid = tied.inhrelid
                                                       WHERE tied.inhparent = wanted.indexrelid AND part.indrelid = child.oid
                                                         AND part.indisvalid))
                      THEN 'an index is missing or invalid' END,
                 CASE WHEN EXISTS (SELECT FROM pg_constraint AS own
                                    WHERE own.conrelid = child.oid AND own.conparentid = 0 AND own.coninhcount = 0
                                      AND own.contype IN ('c', 'f', 'p', 'u', 'x')) THEN 'a constraint of its own' END,
                 CASE WHEN EXISTS (SELECT FROM pg_index AS own
                                    WHERE own.indrelid = child.oid
                                      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = own.indexrelid)
                                      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = own.indexrelid AND conrelid = child.oid))
                      THEN 'an index of its own' END], NULL) AS respects
          FROM pg_inherits
          JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
          JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
          JOIN pg_namespace AS child_schema ON child_schema.oid = child.relnamespace
         WHERE pg_inherits.inhparent = ANY ($1::oid[])
           AND NOT coalesce((to_jsonb(pg_inherits) ->> 'inhdetachpending')::boolean, false)) AS differing
 WHERE differing.respects <> '{}'
 ORDER BY differing.parent, differing.schema, differing.name
