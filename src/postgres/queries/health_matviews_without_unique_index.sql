-- One row per materialized view as health::Answer::Count describes, that has no unique index over plain columns and without
-- condition: REFRESH CONCURRENTLY is refused, so that a refresh blocks its readers. From PostgreSQL 13 on, for any role.
SELECT class.oid::regclass::text AS object
  FROM pg_class AS class
 WHERE relkind = 'm'
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
   AND NOT EXISTS (SELECT FROM pg_index
                    WHERE indrelid = class.oid AND indisunique AND indimmediate AND indisvalid
                      AND indpred IS NULL AND indexprs IS NULL)
 ORDER BY 1
