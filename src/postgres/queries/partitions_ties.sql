-- $1 oid[]: partitions that are past their time, and tables that were partitions. What hangs on them, one row each: `key` is a
-- foreign key of their own (its name and the table that it points at), `hold` a publication that names them, `need` what
-- DROP TABLE would refuse because of. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT own.conrelid AS oid, 'key' AS tie, own.conname::text AS name, other_schema.nspname::text AS schema,
       other.relname::text AS other
  FROM pg_constraint AS own
  JOIN pg_class AS other ON other.oid = own.confrelid
  JOIN pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
 WHERE own.contype = 'f' AND own.conrelid = ANY ($1)
   -- One that points at a partitioned table has further entries for the partitions of that.
   AND NOT EXISTS (SELECT FROM pg_constraint AS above WHERE above.oid = own.conparentid AND above.conrelid = own.conrelid)
 UNION ALL
SELECT pg_publication_rel.prrelid, 'hold', format('publication %I names it', pg_publication.pubname), NULL, NULL
  FROM pg_publication_rel
  JOIN pg_publication ON pg_publication.oid = pg_publication_rel.prpubid
 WHERE pg_publication_rel.prrelid = ANY ($1)
 UNION ALL
SELECT confrelid, 'need', format('the foreign key %I of %s', conname, conrelid::regclass), NULL, NULL
  FROM pg_constraint
 WHERE contype = 'f' AND confrelid = ANY ($1) AND conrelid <> confrelid AND conparentid = 0
 UNION ALL
SELECT DISTINCT relation.oid, 'need', coalesce(format('the view %s', rewrite.ev_class::regclass),
                                               pg_describe_object(depend.classid, depend.objid, 0)), NULL, NULL
  FROM pg_class AS relation
  JOIN pg_type AS own_type ON own_type.oid = relation.reltype
  JOIN pg_depend AS depend
    ON (depend.refclassid = 'pg_class'::regclass AND depend.refobjid = relation.oid
        OR depend.refclassid = 'pg_type'::regclass AND depend.refobjid IN (own_type.oid, own_type.typarray))
   AND depend.deptype = 'n'
  LEFT JOIN pg_rewrite AS rewrite ON depend.classid = 'pg_rewrite'::regclass AND rewrite.oid = depend.objid
 WHERE relation.oid = ANY ($1)
   AND rewrite.ev_class IS DISTINCT FROM relation.oid
   AND NOT EXISTS (SELECT FROM pg_constraint
                    WHERE depend.classid = 'pg_constraint'::regclass AND pg_constraint.oid = depend.objid
                      AND (contype = 'f' OR conrelid = relation.oid))
 ORDER BY 1, 2, 3
