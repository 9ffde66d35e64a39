-- One row per column as health::Answer::Count describes: columns of types that PostgreSQL keeps for the standard's sake and whose
-- traps are known: timestamp and time with other time-zone habits, char(n), money, json; then varchar(n), and integers of a serial. Left
-- out: partitions, views, tables of extensions. From PostgreSQL 13 on, for any role.
SELECT format('%s.%s is %s: %s', class.oid::regclass, quote_ident(attribute.attname), format_type(attribute.atttypid, attribute.atttypmod),
              CASE type.typname WHEN 'timestamp' THEN 'timestamptz says which moment is meant'
                                WHEN 'timetz' THEN 'an offset means nothing without a date'
                                WHEN 'bpchar' THEN 'text does not pad with blanks'
                                WHEN 'money' THEN 'numeric does not change with lc_monetary'
                                WHEN 'json' THEN 'jsonb can be indexed and compared'
                                WHEN 'varchar' THEN 'text with a CHECK is as good, and is made longer without a rewrite or a view in the way'
                                ELSE 'a serial; an identity keeps its sequence and its privileges together' END) AS object
  FROM pg_attribute AS attribute
  JOIN pg_class AS class ON class.oid = attribute.attrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  -- Of an array what it holds, of a domain what it is made of.
  JOIN pg_type AS declared ON declared.oid = attribute.atttypid
  JOIN pg_type AS type ON type.oid = CASE WHEN declared.typtype = 'd' THEN declared.typbasetype
                                          WHEN declared.typcategory = 'A' AND declared.typelem <> 0 THEN declared.typelem ELSE declared.oid END
 WHERE type.oid < 16384
   AND (type.typname IN ('timestamp', 'timetz', 'bpchar', 'money', 'json') OR type.typname = 'varchar' AND attribute.atttypmod > 0
        OR type.typname IN ('int2', 'int4', 'int8') AND attribute.atthasdef
           AND EXISTS (SELECT FROM pg_depend JOIN pg_class AS sequence ON sequence.oid = objid AND sequence.relkind = 'S'
                        WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = class.oid
                          AND refobjsubid = attribute.attnum AND deptype = 'a'))
   AND class.relkind IN ('r', 'p') AND NOT class.relispartition AND class.relpersistence <> 't'
   AND attribute.attnum > 0 AND NOT attribute.attisdropped
   AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
 ORDER BY type.typname = 'varchar', type.typname LIKE 'int_', 1
