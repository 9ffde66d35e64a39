-- One row per foreign key and table as health::Answer::Count describes: keys of which a trigger is disabled (ALTER TABLE … DISABLE
-- TRIGGER ALL): broken rows go in, or what they refer to goes. Partitions' copies are left out. From PostgreSQL 13 on, for any role.
SELECT format('foreign key %s of %s is not checked%s', quote_ident(conname), conrelid::regclass,
              CASE WHEN tgrelid <> conrelid THEN format(' by changes of %s', tgrelid::regclass) ELSE '' END) AS object,
       string_agg(format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname), '; ' ORDER BY tgname) AS remedy
  FROM pg_trigger
  JOIN pg_constraint AS fk ON fk.oid = tgconstraint AND fk.contype = 'f'
 WHERE tgenabled = 'D' AND tgisinternal
   AND coalesce((to_jsonb(pg_trigger) ->> 'tgparentid')::oid, 0) = 0
 GROUP BY fk.oid, conname, conrelid, tgrelid
 ORDER BY 1
