-- One row per table, materialized view or TOAST table of this database as health::Answer::Worst describes: the age of its oldest
-- transaction id or multixact id, in times of the age at which autovacuum must freeze it, by its own setting or the server's. Those within it are left out. A temporary table only its session can
-- freeze. From
-- PostgreSQL 13 on, for any role.
WITH ages AS (
    SELECT class.oid, coalesce(owner.oid, class.oid) AS vacuumed,
           CASE class.relfrozenxid::text WHEN '0' THEN 0 ELSE age(class.relfrozenxid) END
               / least(current_setting('autovacuum_freeze_max_age')::double precision, nullif(own.transactions, 0)) AS transactions,
           CASE class.relminmxid::text WHEN '0' THEN 0 ELSE mxid_age(class.relminmxid) END
               / least(current_setting('autovacuum_multixact_freeze_max_age')::double precision, nullif(own.multixacts, 0)) AS multixacts,
           class.relpersistence
      FROM pg_class AS class
      LEFT JOIN pg_class AS owner ON owner.reltoastrelid = class.oid AND class.relkind = 't'
     CROSS JOIN LATERAL (SELECT max(option_value) FILTER (WHERE option_name = 'autovacuum_freeze_max_age')::double precision AS transactions,
                                max(option_value) FILTER (WHERE option_name = 'autovacuum_multixact_freeze_max_age')::double precision AS multixacts
                           FROM pg_options_to_table(class.reloptions)) AS own
     WHERE class.relkind IN ('r', 'm', 't')
)
SELECT format('%s: %s times the age at which it must be frozen', oid::regclass, round(greatest(transactions, multixacts)::numeric, 2)) AS object,
       greatest(transactions, multixacts) AS value,
       CASE relpersistence WHEN 't' THEN NULL ELSE format('VACUUM (FREEZE) %s', vacuumed::regclass) END AS remedy
  FROM ages
 WHERE greatest(transactions, multixacts) > 1
