-- One row per trigger, rule or event trigger as health::Answer::Count describes: those that are disabled. A partition's copy counts
-- where its parent's is not disabled too (it is internal up to 14). Left out are the triggers of foreign keys: see disabled_foreign_keys. From PostgreSQL 13 on, for any role.
SELECT format('%s of %s', quote_ident(tgname), tgrelid::regclass) AS object,
       format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS remedy
  FROM pg_trigger
 WHERE tgenabled = 'D'
   AND (NOT tgisinternal OR tgconstraint = 0 AND (to_jsonb(pg_trigger) ->> 'tgparentid')::oid <> 0)
   AND NOT EXISTS (SELECT FROM pg_trigger AS above
                    WHERE above.oid = (to_jsonb(pg_trigger) ->> 'tgparentid')::oid AND above.tgenabled = 'D')
 UNION ALL
SELECT format('rule %s of %s', quote_ident(rulename), ev_class::regclass),
       format('ALTER TABLE %s ENABLE RULE %I', ev_class::regclass, rulename)
  FROM pg_rewrite
 WHERE ev_enabled = 'D'
 UNION ALL
SELECT format('event trigger %I', evtname), format('ALTER EVENT TRIGGER %I ENABLE', evtname)
  FROM pg_event_trigger
 WHERE evtenabled = 'D'
 ORDER BY 1
