-- $1 text[]: schemas. The triggers that people made on their tables and views (not those of foreign keys, nor the copies on
-- partitions). `definition` is without `CREATE TRIGGER name` and `ON table`. From PostgreSQL 13 on.
SELECT namespace.nspname AS schema,
       class.relname AS relation,
       trigger.tgname AS name,
       CASE WHEN trigger.tgconstraint <> 0 THEN 'constraint ' ELSE '' END
       || overlay(placed.text PLACING ' ' FROM position(placed.on_table IN placed.text) FOR length(placed.on_table)) AS definition,
       trigger.tgenabled::text AS enabled,
       obj_description(trigger.oid, 'pg_trigger') AS comment
  FROM pg_trigger AS trigger
  JOIN pg_class AS class ON class.oid = trigger.tgrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
 CROSS JOIN LATERAL (
       SELECT substr(pg_get_triggerdef(trigger.oid),
                     1 + length(format('CREATE %sTRIGGER %I ',
                                       CASE WHEN trigger.tgconstraint <> 0 THEN 'CONSTRAINT ' END, trigger.tgname))) AS text,
              format(' ON %I.%I ', namespace.nspname, class.relname) AS on_table) AS placed
 WHERE namespace.nspname = ANY ($1)
   AND NOT trigger.tgisinternal
   AND NOT class.relispartition
   AND NOT EXISTS (SELECT FROM pg_depend AS dependency
                    WHERE dependency.classid IN ('pg_class'::regclass, 'pg_trigger'::regclass)
                      AND dependency.objid IN (class.oid, trigger.oid)
                      AND dependency.deptype = 'e')
