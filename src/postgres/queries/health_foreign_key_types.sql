-- One row per foreign key as health::Answer::Count describes: keys of which a column has another type than the one that it refers
-- to. A domain is its base type; text and varchar are one to every index. Left out: partitions' copies, tables of extensions. From
-- PostgreSQL 13 on, for any role.
WITH RECURSIVE types (oid, base) AS (
    SELECT oid, CASE oid WHEN 'varchar'::regtype THEN 'text'::regtype::oid ELSE oid END FROM pg_type WHERE typtype <> 'd'
     UNION ALL
    SELECT domain.oid, types.base FROM types JOIN pg_type AS domain ON domain.typbasetype = types.oid AND domain.typtype = 'd'
)
SELECT format('%s of %s: %s is %s, %s.%s is %s', quote_ident(fk.conname), fk.conrelid::regclass, quote_ident(here.attname),
              format_type(here.atttypid, NULL), fk.confrelid::regclass, quote_ident(there.attname), format_type(there.atttypid, NULL))
           AS object
  FROM pg_constraint AS fk
 CROSS JOIN LATERAL unnest(fk.conkey, fk.confkey) AS pair (here, there)
  JOIN pg_attribute AS here ON here.attrelid = fk.conrelid AND here.attnum = pair.here
  JOIN pg_attribute AS there ON there.attrelid = fk.confrelid AND there.attnum = pair.there
  JOIN types AS here_type ON here_type.oid = here.atttypid
  JOIN types AS there_type ON there_type.oid = there.atttypid
 WHERE fk.contype = 'f' AND fk.conparentid = 0
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = fk.conrelid AND deptype = 'e')
   AND here_type.base <> there_type.base
 ORDER BY 1
