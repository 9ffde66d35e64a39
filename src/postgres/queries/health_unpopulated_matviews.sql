-- One row per materialized view as health::Answer::Count describes, that was never filled: to read it is an error. From PostgreSQL
-- 13 on, for any role.
SELECT oid::regclass::text AS object, format('REFRESH MATERIALIZED VIEW %s', oid::regclass) AS remedy
  FROM pg_class
 WHERE relkind = 'm' AND NOT relispopulated
 ORDER BY 1
