-- $1 oid[]: partitioned tables. Their incoming foreign keys, one row each: its name, the table that has it, which of that
-- table's columns refers to the partition key (every such key has one, because the key that it points at does), all of them, and
-- whether it changes rows of its table when what they point at is deleted (CASCADE, SET NULL, SET DEFAULT).
-- From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT foreign_key.confrelid AS oid,
       foreign_key.conname::text AS name,
       referring_schema.nspname::text AS schema,
       referring.relname::text AS "table",
       foreign_key.conrelid = foreign_key.confrelid AS is_own,
       foreign_key.confdeltype IN ('c', 'n', 'd') AS acts,
       (SELECT attname::text FROM pg_attribute
         WHERE attrelid = foreign_key.conrelid
           AND attnum = foreign_key.conkey[array_position(foreign_key.confkey, partitioned.partattrs[0])]) AS "column",
       (SELECT array_agg(attname::text) FROM pg_attribute
         WHERE attrelid = foreign_key.conrelid AND attnum = ANY (foreign_key.conkey)) AS columns
  FROM pg_constraint AS foreign_key
  JOIN pg_partitioned_table AS partitioned ON partitioned.partrelid = foreign_key.confrelid
  JOIN pg_class AS referring ON referring.oid = foreign_key.conrelid
  JOIN pg_namespace AS referring_schema ON referring_schema.oid = referring.relnamespace
 WHERE foreign_key.contype = 'f'
   AND foreign_key.confrelid = ANY ($1)
   -- A partition of a table that points here has an entry too; but one that points at what this is a partition of is meant.
   AND NOT EXISTS (SELECT FROM pg_constraint AS above
                    WHERE above.oid = foreign_key.conparentid AND above.confrelid = foreign_key.confrelid)
 ORDER BY foreign_key.oid
