-- One row per table and trigger as health::Answer::Count describes: triggers that are disabled; those that guard a foreign key
-- count once per key. Partitions' copies are left out. From PostgreSQL 13 on, for any role.
SELECT DISTINCT
       CASE WHEN tgisinternal THEN format('foreign key %s of %s is not checked', quote_ident(conname), conrelid::regclass)
            ELSE format('%s of %s', quote_ident(tgname), tgrelid::regclass) END AS object,
       format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS remedy
  FROM pg_trigger
  LEFT JOIN pg_constraint AS fk ON fk.oid = tgconstraint
 WHERE tgenabled = 'D' AND (NOT tgisinternal OR fk.contype = 'f')
   AND coalesce((to_jsonb(pg_trigger) ->> 'tgparentid')::oid, 0) = 0
 ORDER BY 1
