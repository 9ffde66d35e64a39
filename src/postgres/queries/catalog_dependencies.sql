-- $1 text[]: schemas, for all of which it is the same. What depends on what, by address, of all that people made and of the
-- schema public. What has no name of its own stands for what it belongs to: the rule of a view for the view, a default for its
-- column, a row type and a TOAST table for their relation (a composite type's relation for the type), the index of a constraint
-- for that, an array type for its element's, a multirange for its range, a member for its operator class, operator family or
-- publication. Of a composite type `attribute` says which of its attributes is needed. From PostgreSQL 13 on.
WITH belongs AS MATERIALIZED (
       SELECT 'pg_rewrite'::regclass::oid AS classid, oid AS objid,
              'pg_class'::regclass::oid AS to_classid, ev_class AS to_objid, 0 AS to_objsubid
         FROM pg_rewrite
        WHERE rulename = '_RETURN'
       UNION ALL
       SELECT 'pg_attrdef'::regclass, oid, 'pg_class'::regclass, adrelid, adnum
         FROM pg_attrdef
       UNION ALL
       SELECT 'pg_class'::regclass, reltoastrelid, 'pg_class'::regclass, oid, 0
         FROM pg_class
        WHERE reltoastrelid <> 0
       UNION ALL
       SELECT 'pg_class'::regclass, indexrelid, 'pg_class'::regclass, class.oid, 0
         FROM pg_class AS class
         JOIN pg_index AS index ON index.indrelid = class.reltoastrelid
        WHERE class.reltoastrelid <> 0
       UNION ALL
       SELECT 'pg_class'::regclass, oid, 'pg_type'::regclass, reltype, 0
         FROM pg_class
        WHERE relkind = 'c'
       UNION ALL
       SELECT 'pg_class'::regclass, conindid, 'pg_constraint'::regclass, oid, 0
         FROM pg_constraint
        WHERE contype IN ('p', 'u', 'x')
       UNION ALL
       -- A row type, an array type, a multirange, an array of row types or of multiranges.
       SELECT 'pg_type'::regclass, type.oid,
              CASE WHEN class.oid IS NOT NULL THEN 'pg_class'::regclass ELSE 'pg_type'::regclass END,
              coalesce(class.oid, range.rngtypid, element.oid), -- from 14
              coalesce(class.oid, element.oid), -- before 14
              0
         FROM pg_type AS type
         LEFT JOIN pg_type AS element ON element.oid = type.typelem AND element.typarray = type.oid
         LEFT JOIN pg_class AS class
           ON class.oid = coalesce(nullif(type.typrelid, 0::oid), element.typrelid) AND class.relkind <> 'c'
         LEFT JOIN pg_range AS range ON range.rngmultitypid = coalesce(element.oid, type.oid) -- from 14
        WHERE type.oid >= 16384
          AND (element.oid IS NOT NULL
               OR range.rngtypid IS NOT NULL -- from 14
               OR class.oid IS NOT NULL)
       UNION ALL
       SELECT 'pg_amop'::regclass, member.oid,
              coalesce(class.refclassid, 'pg_opfamily'::regclass), coalesce(class.refobjid, member.amopfamily), 0
         FROM pg_amop AS member
         LEFT JOIN pg_depend AS class
           ON class.classid = 'pg_amop'::regclass AND class.objid = member.oid AND class.refclassid = 'pg_opclass'::regclass
              AND class.deptype = 'i'
        WHERE member.oid >= 16384
       UNION ALL
       SELECT 'pg_amproc'::regclass, member.oid,
              coalesce(class.refclassid, 'pg_opfamily'::regclass), coalesce(class.refobjid, member.amprocfamily), 0
         FROM pg_amproc AS member
         LEFT JOIN pg_depend AS class
           ON class.classid = 'pg_amproc'::regclass AND class.objid = member.oid AND class.refclassid = 'pg_opclass'::regclass
              AND class.deptype = 'i'
        WHERE member.oid >= 16384
       UNION ALL -- from 15
       SELECT 'pg_publication_namespace'::regclass, oid, 'pg_publication'::regclass, pnpubid, 0 -- from 15
         FROM pg_publication_namespace -- from 15
       UNION ALL
       SELECT 'pg_publication_rel'::regclass, oid, 'pg_publication'::regclass, prpubid, 0
         FROM pg_publication_rel)
SELECT DISTINCT
       coalesce(dependent.to_classid, dependency.classid) AS classid,
       coalesce(dependent.to_objid, dependency.objid) AS objid,
       coalesce(dependent.to_objsubid, dependency.objsubid) AS objsubid,
       coalesce(needed.to_classid, dependency.refclassid) AS refclassid,
       coalesce(needed.to_objid, dependency.refobjid) AS refobjid,
       coalesce(needed.to_objsubid, dependency.refobjsubid) AS refobjsubid,
       dependency.deptype::text AS deptype,
       attribute.attname::text AS attribute
  FROM pg_depend AS dependency
  LEFT JOIN belongs AS dependent ON dependent.classid = dependency.classid AND dependent.objid = dependency.objid
  LEFT JOIN belongs AS needed ON needed.classid = dependency.refclassid AND needed.objid = dependency.refobjid
  LEFT JOIN pg_attribute AS attribute
    ON attribute.attrelid = dependency.refobjid
       AND attribute.attnum = dependency.refobjsubid
       AND dependency.refobjsubid > 0
       AND dependency.refclassid = 'pg_class'::regclass
       AND needed.to_classid = 'pg_type'::regclass
 -- The planner takes a CASE for half of the rows; of conditions that it takes for one row it makes nested loops.
 WHERE CASE WHEN dependency.objid >= 16384
             AND (dependency.refobjid >= 16384
                  OR dependency.refclassid = 'pg_namespace'::regclass AND dependency.refobjid = to_regnamespace('public')::oid)
            THEN coalesce(dependent.to_classid, dependency.classid) <> coalesce(needed.to_classid, dependency.refclassid)
                 OR coalesce(dependent.to_objid, dependency.objid) <> coalesce(needed.to_objid, dependency.refobjid)
                 -- A generated column needs others of its table.
                 OR coalesce(dependent.to_objsubid, dependency.objsubid) > 0
                    AND coalesce(needed.to_objsubid, dependency.refobjsubid) > 0
                    AND coalesce(dependent.to_objsubid, dependency.objsubid)
                        <> coalesce(needed.to_objsubid, dependency.refobjsubid) END
   -- The triggers of foreign keys are those of the constraint.
   AND CASE WHEN dependency.classid = 'pg_trigger'::regclass AND dependency.refclassid = 'pg_constraint'::regclass
            THEN dependency.deptype <> 'i' ELSE true END
   AND $1::text[] IS NOT NULL
