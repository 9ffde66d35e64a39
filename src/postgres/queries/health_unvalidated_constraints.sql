-- One row per constraint as health::Answer::Count describes: CHECK, FOREIGN KEY and NOT NULL constraints that are NOT VALID: rows
-- from before may break them. Those that are NOT ENFORCED (from PostgreSQL 18 on) are left out: they are so on purpose; so are those that a
-- table only inherits: to validate the parent's validates them. From
-- PostgreSQL 13 on, for any role.
SELECT format('%s of %s', quote_ident(conname), CASE conrelid WHEN 0 THEN 'domain ' || contypid::regtype ELSE conrelid::regclass::text END)
           AS object,
       format('ALTER %s VALIDATE CONSTRAINT %I',
              CASE conrelid WHEN 0 THEN 'DOMAIN ' || contypid::regtype ELSE 'TABLE ' || conrelid::regclass END, conname) AS remedy
  FROM pg_constraint AS constraints
 WHERE NOT convalidated AND conparentid = 0
   AND (conislocal OR contype <> 'c' AND contype <> 'n')
   AND coalesce((to_jsonb(constraints) ->> 'conenforced')::boolean, true)
 ORDER BY 1
