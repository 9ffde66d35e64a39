-- $1 oid[]: partitions that are past their time, and tables that were partitions. What hangs on them and on what is below
-- them, one row each: `key` is a
-- foreign key of their own (its name and the table that it points at), `hold` what they must stay for: a publication that names them, `need` what
-- DROP TABLE would refuse because of. From PostgreSQL 13 on; needs no privileges and waits for no lock.
WITH RECURSIVE member (root, oid) AS (
    SELECT oid, oid FROM unnest($1::oid[]) AS asked (oid)
     UNION ALL
    SELECT member.root, inhrelid FROM member JOIN pg_inherits ON inhparent = member.oid
)
SELECT own.conrelid AS oid, 'key' AS tie, own.conname::text AS name, other_schema.nspname::text AS schema,
       other.relname::text AS other
  FROM unnest($1::oid[]) AS asked (oid)
  JOIN pg_constraint AS own ON own.conrelid = asked.oid
  JOIN pg_class AS other ON other.oid = own.confrelid
  JOIN pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
 WHERE own.contype = 'f'
   -- One that points at a partitioned table has further entries for the partitions of that.
   AND NOT EXISTS (SELECT FROM pg_constraint AS above WHERE above.oid = own.conparentid AND above.conrelid = own.conrelid)
 UNION ALL
SELECT member.root, 'hold', format('publication %I names it', pg_publication.pubname), NULL, NULL
  FROM pg_publication_rel
  JOIN pg_publication ON pg_publication.oid = pg_publication_rel.prpubid
  JOIN member ON member.oid = pg_publication_rel.prrelid
 UNION ALL
-- It would stay half detached for ever (measured on PostgreSQL 17 and 18).
SELECT member.root, 'hold', format('PostgreSQL cannot detach it: its part %s does not know the identity of %I; detach that part from it and attach it again',
                                   member.oid::regclass, own.attname), NULL, NULL
  FROM member
  JOIN pg_attribute AS own ON own.attrelid = member.root AND own.attidentity <> ''
  JOIN pg_attribute AS of_part ON of_part.attrelid = member.oid AND of_part.attname = own.attname AND of_part.attidentity = ''
 UNION ALL
SELECT member.root, 'need', format('the foreign key %I of %s', conname, conrelid::regclass), NULL, NULL
  FROM pg_constraint
  JOIN member ON member.oid = confrelid
 WHERE contype = 'f' AND conrelid <> confrelid AND conparentid = 0
 UNION ALL
SELECT DISTINCT member.root, 'need', CASE WHEN rewrite.oid IS NULL THEN pg_describe_object(depend.classid, depend.objid, 0)
                                         ELSE format('the view %s', rewrite.ev_class::regclass) END, NULL, NULL
  FROM member
  JOIN pg_class AS relation ON relation.oid = member.oid
  JOIN pg_type AS own_type ON own_type.oid = relation.reltype
  JOIN pg_depend AS depend
    ON (depend.refclassid = 'pg_class'::regclass AND depend.refobjid = relation.oid
        OR depend.refclassid = 'pg_type'::regclass AND depend.refobjid IN (own_type.oid, own_type.typarray))
   AND depend.deptype = 'n'
  LEFT JOIN pg_rewrite AS rewrite ON depend.classid = 'pg_rewrite'::regclass AND rewrite.oid = depend.objid
 -- What would go with one of them anyway needs none of them: a generated column, a trigger WHEN, a policy.
 WHERE NOT EXISTS (SELECT FROM member AS own
                     JOIN pg_depend AS goes ON goes.refclassid = 'pg_class'::regclass AND goes.refobjid = own.oid
                    WHERE own.root = member.root AND goes.deptype IN ('a', 'i') AND goes.classid = depend.classid AND goes.objid = depend.objid)
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE depend.classid = 'pg_constraint'::regclass AND pg_constraint.oid = depend.objid AND contype = 'f')
 ORDER BY 1, 2, 3
