-- $1 text[]: schemas. Their statistics objects. `definition` is what follows the name. From PostgreSQL 13 on.
SELECT 'statistics' AS kind,
       'pg_statistic_ext'::regclass::oid AS classid,
       statistics.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       statistics.stxname::text AS name,
       NULL::text AS part,
       btrim(substr(pg_get_statisticsobjdef(statistics.oid),
                    1 + length(format('CREATE STATISTICS %I.%I', namespace.nspname, statistics.stxname)))) AS definition,
       CASE WHEN statistics.stxstattarget >= 0 THEN ARRAY['statistics_target', statistics.stxstattarget::text] END AS attributes,
       statistics.stxowner AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_statistic_ext AS statistics
  JOIN pg_namespace AS namespace ON namespace.oid = statistics.stxnamespace
 WHERE namespace.nspname = ANY ($1)
