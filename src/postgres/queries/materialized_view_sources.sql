-- $1 oid[]: materialized views. One row per view and thing that its query reads, directly or through plain views, operators and
-- functions, as far as pg_depend knows: no further than to other materialized views; tables with all their partitions and children.
--   kind    m materialized view, r table (p, f, S as in pg_class), v plain view, F function, q the view's own query
--   state   differs after every change: storage and counters of a table, a digest of what defines a view or function
--   opaque  why it cannot be known whether what is read there has changed
-- What the rewrite rule of a view depends on is what its query reads (and up to 15 the view itself, as OLD and NEW). The numbers of
-- functions are those of the server's own that give the time: now, transaction_timestamp, statement_timestamp, clock_timestamp,
-- timeofday, age. Takes no lock on any of them. From PostgreSQL 13 on, for any role.
WITH RECURSIVE walked (view, class, oid, is_start) AS (
    SELECT oid, 'pg_class'::regclass::oid, oid, true FROM unnest($1::oid[]) AS start (oid)
     UNION
    SELECT walked.view, next.class, next.oid, false
      FROM walked
      LEFT JOIN pg_class AS relation ON walked.class = 'pg_class'::regclass AND relation.oid = walked.oid
     CROSS JOIN LATERAL (
            SELECT depend.refclassid, depend.refobjid
              FROM pg_rewrite AS rule
              JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid
             WHERE rule.ev_class = relation.oid
               AND (walked.is_start OR relation.relkind = 'v')
               AND depend.deptype = 'n'
               AND NOT (depend.refclassid = 'pg_class'::regclass AND depend.refobjid = rule.ev_class)
             UNION ALL
            SELECT depend.refclassid, depend.refobjid
              FROM pg_depend AS depend
             WHERE walked.class IN ('pg_proc'::regclass, 'pg_operator'::regclass)
               AND depend.classid = walked.class AND depend.objid = walked.oid
               AND depend.deptype = 'n'
           ) AS next (class, oid)
     WHERE next.class IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass)
), families (view, oid) AS (
    SELECT view, oid FROM walked WHERE class = 'pg_class'::regclass AND NOT is_start
     UNION
    SELECT families.view, inherits.inhrelid
      FROM families JOIN pg_inherits AS inherits ON inherits.inhparent = families.oid
), relations AS (
    SELECT DISTINCT walked.view, walked.oid, true AS is_start FROM walked WHERE is_start
     UNION ALL
    SELECT view, oid, false FROM families
), queries AS (
    SELECT class.oid, md5(string_agg(rule.ev_action::text, ' ' ORDER BY rule.oid)) AS digest,
           bool_or(rule.ev_action::text ~ '\{SQLVALUEFUNCTION :op [0-8] |:funcid (1299|2647|2648|2649|274|1386|2059) ') AS asks_the_time,
           bool_or(rule.ev_action::text
                   ~ ':relid ([1-9]\d{0,3}|1[0-5]\d{3}|16[0-2]\d{2}|163[0-7]\d|1638[0-3]) ') AS reads_catalogs
      FROM pg_class AS class
      JOIN pg_rewrite AS rule ON rule.ev_class = class.oid
     WHERE class.relkind IN ('m', 'v') AND class.oid IN (SELECT oid FROM relations)
     GROUP BY class.oid
)
SELECT relations.view, relations.oid AS source,
       CASE WHEN relations.is_start THEN 'q' ELSE class.relkind::text END AS kind,
       format('%I.%I', namespace.nspname, class.relname) AS name,
       CASE WHEN relations.is_start THEN NULL
            WHEN class.relkind = 'v' THEN queries.digest
            WHEN class.relkind IN ('r', 'm')
            THEN format('%s %s %s %s', class.relfilenode, pg_stat_get_tuples_inserted(class.oid),
                        pg_stat_get_tuples_updated(class.oid), pg_stat_get_tuples_deleted(class.oid))
            ELSE '' END AS state,
       CASE WHEN class.relkind = 'f' THEN format('%I.%I is a foreign table', namespace.nspname, class.relname)
            WHEN class.relkind = 'S' THEN format('%I.%I is a sequence', namespace.nspname, class.relname)
            WHEN class.relkind = 'r' AND class.relpersistence = 'u'
            THEN format('%I.%I is unlogged', namespace.nspname, class.relname)
            WHEN class.relkind = 'm' AND NOT relations.is_start THEN NULL
            WHEN queries.asks_the_time THEN format('%I.%I asks for the time', namespace.nspname, class.relname)
            WHEN queries.reads_catalogs THEN format('%I.%I reads system catalogs', namespace.nspname, class.relname) END AS opaque
  FROM relations
  JOIN pg_class AS class ON class.oid = relations.oid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN queries ON queries.oid = class.oid
 UNION ALL
SELECT DISTINCT walked.view, function.oid, 'F', function.oid::regprocedure::text,
       md5(concat(function.prosrc, ' ', to_jsonb(function) ->> 'prosqlbody')),
       CASE WHEN function.provolatile = 'i' OR function.prokind <> 'f' THEN NULL
            WHEN to_jsonb(function) ->> 'prosqlbody' ~ '\{SQLVALUEFUNCTION :op [0-8] |:funcid (1299|2647|2648|2649|274|1386|2059) '
            THEN format('%s asks for the time', function.oid::regprocedure)
            WHEN to_jsonb(function) ->> 'prosqlbody' IS NULL
                 AND (language.lanname NOT IN ('c', 'internal') OR function.provolatile = 'v')
            THEN format('what %s reads is in its body', function.oid::regprocedure) END
  FROM walked
  JOIN pg_proc AS function ON function.oid = walked.oid
  JOIN pg_language AS language ON language.oid = function.prolang
 WHERE walked.class = 'pg_proc'::regclass
 ORDER BY 1, 3, 4
