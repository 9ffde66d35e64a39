-- One row per table, materialized view or TOAST table of this database as health::Answer::Worst describes: the age of its oldest
-- transaction id or multixact id, in times of the age at which autovacuum must freeze it. Those within it are left out. From
-- PostgreSQL 13 on, for any role.
WITH ages AS (
    SELECT class.oid, coalesce(owner.oid, class.oid) AS vacuumed,
           age(class.relfrozenxid) / current_setting('autovacuum_freeze_max_age')::double precision AS transactions,
           mxid_age(class.relminmxid) / current_setting('autovacuum_multixact_freeze_max_age')::double precision AS multixacts
      FROM pg_class AS class
      LEFT JOIN pg_class AS owner ON owner.reltoastrelid = class.oid AND class.relkind = 't'
     WHERE class.relkind IN ('r', 'm', 't')
       AND class.relpersistence <> 't'
)
SELECT format('%s: %s times the age at which it must be frozen', oid::regclass, round(greatest(transactions, multixacts)::numeric, 2)) AS object,
       greatest(transactions, multixacts) AS value,
       format('VACUUM (FREEZE) %s', vacuumed::regclass) AS remedy
  FROM ages
 WHERE greatest(transactions, multixacts) > 1
