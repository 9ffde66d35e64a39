-- One row per constraint as health::Answer::Count describes: constraints that are NOT ENFORCED: nothing checks them. Those that a table
-- only inherits are left out. From PostgreSQL 18 on, for any role.
SELECT format('%I of %s', conname, conrelid::regclass) AS object
  FROM pg_constraint
 WHERE NOT conenforced AND conparentid = 0 AND conrelid <> 0 AND (conislocal OR contype <> 'c')
 ORDER BY 1
