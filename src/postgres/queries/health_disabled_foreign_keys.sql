-- One row per constraint and table as health::Answer::Count describes: foreign keys, and deferrable unique and exclusion constraints, of
-- which a trigger is disabled (ALTER TABLE … DISABLE TRIGGER ALL): broken rows go in, or what they refer to goes. Of a partition it
-- counts where it is not disabled for the whole table. From PostgreSQL 13 on, for any role.
SELECT format('%s %s of %s is not checked%s', CASE contype WHEN 'f' THEN 'foreign key' ELSE 'constraint' END, quote_ident(conname),
              conrelid::regclass, CASE WHEN tgrelid <> conrelid THEN format(' by changes of %s', tgrelid::regclass) ELSE '' END) AS object,
       string_agg(format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname), '; ' ORDER BY tgname) AS remedy
  FROM pg_trigger
  JOIN pg_constraint AS checked ON checked.oid = tgconstraint AND contype IN ('f', 'p', 'u', 'x')
 WHERE tgenabled = 'D' AND tgisinternal
   AND NOT EXISTS (SELECT FROM pg_trigger AS above
                    WHERE above.oid = (to_jsonb(pg_trigger) ->> 'tgparentid')::oid AND above.tgenabled = 'D')
 GROUP BY checked.oid, contype, conname, conrelid, tgrelid
 ORDER BY 1
