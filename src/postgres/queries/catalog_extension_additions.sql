-- $1 text[]: schemas, for all of which it is the same. What somebody added to what extensions make, by address: parts of their
-- relations (indexes, constraints, triggers, rules, policies), and comments (`is_comment`). An extension's own were written by the
-- transactions that wrote its membership rows; after pg_upgrade, which writes each by itself, nobody can tell, and there is no row.
-- From PostgreSQL 13 on.
WITH member AS MATERIALIZED (
       SELECT classid, objid, refobjid AS extension, xmin::text AS xmin
         FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass
          AND deptype = 'e'),
     own AS MATERIALIZED (
       SELECT DISTINCT extension, xmin FROM member),
     told AS MATERIALIZED (
       SELECT member.extension AS oid
         FROM member
         JOIN pg_extension AS extension ON extension.oid = member.extension
        GROUP BY member.extension
       HAVING bool_or(member.xmin = extension.xmin::text) OR count(DISTINCT member.xmin) * 2 <= count(*))
SELECT part.classid, part.objid, part.objsubid, false AS is_comment
  FROM member
  JOIN told ON told.oid = member.extension
  JOIN pg_depend AS part
    ON part.refclassid = member.classid
       AND part.refobjid = member.objid
       AND part.deptype IN ('a', 'i')
       AND part.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_rewrite'::regclass,
                            'pg_policy'::regclass)
  LEFT JOIN own ON own.extension = member.extension AND own.xmin = part.xmin::text
 WHERE member.classid = 'pg_class'::regclass
   AND own.xmin IS NULL
   AND $1::text[] IS NOT NULL
 UNION
SELECT description.classoid, description.objoid, description.objsubid, true
  FROM member
  JOIN told ON told.oid = member.extension
  JOIN pg_description AS description ON description.classoid = member.classid AND description.objoid = member.objid
  LEFT JOIN own ON own.extension = member.extension AND own.xmin = description.xmin::text
 WHERE own.xmin IS NULL
