-- One row per table that is partitioned by ranges of one date or timestamp column as health::Answer::Worst describes: in how many
-- seconds its last partition ends; below zero it has ended. Left out: partitions that are partitioned themselves, and tables whose
-- last partition has no end. From PostgreSQL 13 on, for any role.
WITH parents AS (
    SELECT partrelid AS oid
      FROM pg_partitioned_table
      JOIN pg_class ON pg_class.oid = partrelid AND NOT relispartition
      JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
     WHERE partstrat = 'r' AND partnatts = 1 AND atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
), bounds AS (
    SELECT parents.oid, substring(pg_get_expr(class.relpartbound, class.oid) FROM ' TO \((.*)\)$') AS bound
      FROM parents
      JOIN pg_inherits ON inhparent = parents.oid
      JOIN pg_class AS class ON class.oid = inhrelid
), ends AS (
    SELECT oid, max(trim(both '''' FROM bound)::timestamptz) AS over
      FROM bounds
     WHERE bound LIKE '''%'
     GROUP BY oid
    HAVING NOT EXISTS (SELECT FROM bounds AS open WHERE open.oid = bounds.oid AND open.bound IN ('MAXVALUE', '''infinity'''))
)
SELECT format(CASE WHEN over > clock_timestamp() THEN '%s: its last partition ends at %s' ELSE '%s: its last partition ended at %s' END,
              oid::regclass, to_char(over, 'YYYY-MM-DD HH24:MI')) AS object,
       extract(epoch FROM over - clock_timestamp())::double precision AS value
  FROM ends
