-- One row per foreign key as health::Answer::Count describes: foreign keys that are the same as another one of their table: the same
-- columns refer to the same columns. The one that came later, or that is not validated, can go. Left out: partitions' copies, tables of
-- extensions. From PostgreSQL 13 on, for any role.
WITH keys AS (
    SELECT fk.oid, fk.conname, fk.conrelid, fk.confrelid, fk.convalidated, pairs.columns
      FROM pg_constraint AS fk
     CROSS JOIN LATERAL (SELECT array_agg(ARRAY[here, there] ORDER BY here, there) AS columns
                           FROM unnest(fk.conkey, fk.confkey) AS pair (here, there)) AS pairs
     WHERE fk.contype = 'f' AND fk.conparentid = 0
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = fk.conrelid AND deptype = 'e')
)
SELECT DISTINCT ON (surplus.oid)
       format('%I of %s does what %I does', surplus.conname, surplus.conrelid::regclass, kept.conname) AS object,
       format('ALTER TABLE %s DROP CONSTRAINT %I', surplus.conrelid::regclass, surplus.conname) AS remedy
  FROM keys AS kept
  JOIN keys AS surplus ON surplus.conrelid = kept.conrelid AND surplus.confrelid = kept.confrelid AND surplus.columns = kept.columns
                      AND (NOT kept.convalidated, kept.oid) < (NOT surplus.convalidated, surplus.oid)
 ORDER BY surplus.oid, kept.convalidated DESC, kept.oid
