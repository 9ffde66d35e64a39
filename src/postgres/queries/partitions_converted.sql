-- $1 oid: a partition. One row for each of its indexes: its name, that of the index which it is attached to, if any, whether a
-- constraint has it, and whether it is valid. From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT class.relname::text AS name,
       above.relname::text AS above,
       EXISTS (SELECT FROM pg_constraint WHERE conindid = class.oid AND conrelid = $1) AS is_constraint,
       index.indisvalid AND index.indisready AS valid
  FROM pg_index AS index
  JOIN pg_class AS class ON class.oid = index.indexrelid
  LEFT JOIN pg_inherits ON pg_inherits.inhrelid = class.oid
  LEFT JOIN pg_class AS above ON above.oid = pg_inherits.inhparent
 WHERE index.indrelid = $1
 ORDER BY class.relname
