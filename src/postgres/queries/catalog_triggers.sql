-- $1 text[]: schemas. The triggers that people made on their tables, partitions, foreign tables and views (not those of foreign
-- keys). `definition` is without `CREATE TRIGGER name` and `ON table`. Of the copies that partitions have of their parent's only
-- those that have a comment or are enabled otherwise: with `inherited`. From PostgreSQL 13 on.
SELECT 'trigger' AS kind,
       'pg_trigger'::regclass::oid AS classid,
       trigger.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       class.relname::text AS name,
       trigger.tgname::text AS part,
       CASE WHEN trigger.tgconstraint <> 0 THEN 'constraint ' ELSE '' END
       -- Where the table was renamed meanwhile, it is not in the text.
       || overlay(placed.text PLACING ' ' FROM nullif(position(placed.on_table IN placed.text), 0) FOR length(placed.on_table)) AS definition,
       CASE WHEN trigger.tgenabled <> 'O' OR parent.oid IS NOT NULL
            THEN ARRAY['state', CASE WHEN trigger.tgenabled = 'D' THEN 'disabled'
                                     WHEN trigger.tgenabled = 'R' THEN 'enabled on replicas only'
                                     WHEN trigger.tgenabled = 'A' THEN 'enabled always'
                                     WHEN trigger.tgenabled <> parent.tgenabled THEN 'enabled' END,
                       'inherited', CASE WHEN parent.oid IS NOT NULL THEN 'true' END] END AS attributes,
       NULL::oid AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_trigger AS trigger
  JOIN pg_class AS class ON class.oid = trigger.tgrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_trigger AS parent ON parent.oid = trigger.tgparentid
  LEFT JOIN pg_constraint AS "constraint" ON "constraint".oid = trigger.tgconstraint
  LEFT JOIN pg_description AS description
    ON description.objoid = trigger.oid AND description.classoid = 'pg_trigger'::regclass AND description.objsubid = 0
  LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
  LEFT JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
 CROSS JOIN LATERAL (
       SELECT substr(pg_get_triggerdef(trigger.oid),
                     1 + length(format('CREATE %sTRIGGER %I ',
                                       CASE WHEN trigger.tgconstraint <> 0 THEN 'CONSTRAINT ' END, trigger.tgname))) AS text,
              format(' ON %I.%I ', namespace.nspname, class.relname) AS on_table) AS placed
 WHERE (namespace.nspname = ANY ($1) OR parent_namespace.nspname = ANY ($1))
   AND class.relname <> 'refinery_schema_history'
   -- The copies are internal before 15; a foreign key's triggers are internal everywhere.
   AND CASE WHEN trigger.tgparentid = 0 THEN NOT trigger.tgisinternal
            ELSE coalesce("constraint".contype, 't') = 't'
                 AND (trigger.tgenabled <> parent.tgenabled OR description.objoid IS NOT NULL) END
