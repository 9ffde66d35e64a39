-- $1 oid[]: views. One row per unique index, over columns that are never NULL, of a table that their queries read: the table,
-- and the positions of the columns; the primary key first. Of a table with children its own indexes say nothing of their rows. From
-- PostgreSQL 13 on, for any role.
SELECT index.indrelid AS oid, (index.indkey::int2[])[0:index.indnkeyatts - 1] AS columns
  FROM pg_index AS index
  JOIN pg_class AS class ON class.oid = index.indrelid
 WHERE index.indrelid IN (SELECT depend.refobjid
                            FROM pg_rewrite AS rule
                            JOIN pg_depend AS depend ON depend.classid = 'pg_rewrite'::regclass AND depend.objid = rule.oid
                           WHERE rule.ev_class = ANY ($1) AND depend.refclassid = 'pg_class'::regclass)
   AND class.relkind IN ('r', 'p')
   AND NOT (class.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = class.oid))
   AND index.indisunique AND index.indimmediate AND index.indisvalid AND index.indpred IS NULL AND index.indexprs IS NULL
   AND NOT EXISTS (SELECT FROM pg_attribute
                    WHERE attrelid = class.oid AND NOT attnotnull
                      AND attnum = ANY ((index.indkey::int2[])[0:index.indnkeyatts - 1]))
 ORDER BY index.indrelid, index.indisprimary DESC, index.indnkeyatts, index.indexrelid
