-- One row per table that is partitioned by ranges of a date or timestamp column, or of several of which it is the first, as health::Answer::Worst describes: for how many
-- seconds from now on every row has a partition; below zero none takes a row of this moment. It ends at the first gap. A partition
-- that is partitioned by time itself counts where no partition above it is one of ranges. Left out: tables whose ranges have no
-- end, and those that have nothing but a default partition. Bounds hold no columns: they are read without their table, which would
-- be locked. From PostgreSQL 13 on, for any role.
WITH parents AS (
    SELECT partrelid AS oid, partdefid <> 0 AS has_default
      FROM pg_partitioned_table
      JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
     WHERE partstrat = 'r' AND atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
       AND NOT EXISTS (SELECT FROM pg_partition_ancestors(partrelid) AS above (oid)
                         JOIN pg_partitioned_table AS ranges ON ranges.partrelid = above.oid
                        WHERE above.oid <> pg_partitioned_table.partrelid AND ranges.partstrat = 'r')
), bounds AS (
    SELECT parents.oid, pg_get_expr(class.relpartbound, 0) AS bound
      FROM parents
      JOIN pg_inherits ON inhparent = parents.oid
      JOIN pg_class AS class ON class.oid = inhrelid
), texts AS (
    SELECT oid, substring(bound FROM '^FOR VALUES FROM \((''[^'']*''|M..VALUE)') AS lower, substring(bound FROM ' TO \((''[^'']*''|M..VALUE)') AS upper
      FROM bounds
     WHERE bound <> 'DEFAULT'
), ranges AS (
    SELECT oid, CASE lower WHEN 'MINVALUE' THEN '-infinity' ELSE trim(both '''' FROM lower) END::timestamptz AS begins,
           CASE upper WHEN 'MAXVALUE' THEN 'infinity' ELSE trim(both '''' FROM upper) END::timestamptz AS ends
      FROM texts
), covered AS (
    SELECT parents.oid, parents.has_default, min(ranges.begins) AS first, max(ranges.ends) FILTER (WHERE ranges.ends <= clock_timestamp()) AS last,
           count(ranges.oid) AS number, bool_or(clock_timestamp() >= ranges.begins AND clock_timestamp() < ranges.ends) AS has_now,
           min(ranges.ends) FILTER (WHERE ranges.ends > clock_timestamp()
                                      AND NOT EXISTS (SELECT FROM ranges AS next
                                                       WHERE next.oid = ranges.oid AND next.begins = ranges.ends)) AS over
      FROM parents
      LEFT JOIN ranges USING (oid)
     GROUP BY parents.oid, parents.has_default
)
SELECT format(CASE WHEN has_now AND EXISTS (SELECT FROM ranges WHERE ranges.oid = covered.oid AND ranges.begins > over)
                   THEN '%s: a gap begins at %s'
                   WHEN has_now THEN '%s: its last partition ends at %s'
                   WHEN number = 0 THEN '%s: it has no partition'
                   WHEN last IS NULL THEN '%s: its first partition begins at %s'
                   WHEN over IS NULL THEN '%s: its last partition ended at %s'
                   ELSE '%s: it has no partition for now, only until %s and later' END,
              oid::regclass, to_char(CASE WHEN has_now THEN over ELSE coalesce(last, first) END, 'YYYY-MM-DD HH24:MI')) AS object,
       CASE WHEN has_now THEN extract(epoch FROM over - clock_timestamp())
            -- Made ahead of its time.
            WHEN last IS NULL AND number > 0 THEN 0
            ELSE extract(epoch FROM coalesce(last, clock_timestamp()) - clock_timestamp()) - 1 END::double precision AS value
  FROM covered
 WHERE NOT (number = 0 AND has_default) AND NOT (coalesce(has_now, false) AND over = 'infinity')
