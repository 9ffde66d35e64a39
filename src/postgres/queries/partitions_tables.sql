-- $1 text[], $2 text[]: schemas and names of tables, side by side. One row for each, in their order: what a partition policy
-- needs to know of it, and what new partitions must be given because they do not inherit it. `oid` is null where there is no
-- such table, `partition_strategy` where it is not partitioned, `key_column` where the key is an expression.
-- From PostgreSQL 13 on; needs no privileges and waits for no lock.
SELECT relation.oid,
       relation.relkind::text AS kind,
       partitioned.partstrat::text AS partition_strategy,
       -- Not pg_get_partkeydef, which waits for whoever locks the table.
       (SELECT string_agg(coalesce(quote_ident(attname), 'an expression'), ', ' ORDER BY position)
          FROM unnest(partitioned.partattrs::int2[]) WITH ORDINALITY AS part (attribute, position)
          LEFT JOIN pg_attribute ON attrelid = relation.oid AND attnum = attribute AND attribute > 0) AS key_definition,
       partitioned.partnatts::int AS key_columns,
       key.attname::text AS key_column,
       format_type(key.atttypid, NULL) AS key_type,
       owner.rolname::text AS owner,
       owner.rolname <> current_user AS owner_differs,
       relation.relreplident::text AS replica_identity,
       (SELECT identity_class.relname::text
          FROM pg_index AS identity_index
          JOIN pg_class AS identity_class ON identity_class.oid = identity_index.indexrelid
         WHERE identity_index.indrelid = relation.oid AND identity_index.indisreplident) AS replica_identity_index,
       current_setting('server_version_num')::int >= 170000
         AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation.oid AND attidentity <> '') AS identity_reaches_partitions,
       relation.relrowsecurity AS row_security,
       relation.relforcerowsecurity AS force_row_security,
       (SELECT amname::text FROM pg_am WHERE pg_am.oid = relation.relam) AS access_method,
       (SELECT spcname::text FROM pg_tablespace WHERE pg_tablespace.oid = relation.reltablespace) AS tablespace,
       (SELECT json_agg(json_build_array(attname, CASE WHEN attstattarget >= 0 THEN attstattarget END, attoptions)
                        ORDER BY attnum)::text
          FROM pg_attribute
         WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
           AND (attstattarget >= 0 OR attoptions IS NOT NULL)) AS statistics,
       -- What stands before and after the table's name. Triggers for rows are inherited.
       (SELECT json_agg(json_build_object('name', tgname, 'before', head || left(rest, place - 1),
                                          'after', substr(rest, place + length(on_table)), 'state', tgenabled)
                        ORDER BY tgname)::text
          FROM pg_trigger
         CROSS JOIN LATERAL (SELECT format('CREATE TRIGGER %I', tgname) AS head) AS named
         CROSS JOIN LATERAL (SELECT substr(pg_get_triggerdef(pg_trigger.oid), length(head) + 1) AS rest,
                                    format(' ON %I.%I ', pg_namespace.nspname, relation.relname) AS on_table) AS printed
         CROSS JOIN LATERAL (SELECT position(on_table IN rest) AS place) AS placed
         WHERE tgrelid = relation.oid AND NOT tgisinternal AND tgtype & 1 = 0 AND place > 0) AS statement_triggers,
       (SELECT json_agg(json_build_object('grantee', pg_roles.rolname, 'column', granted.attname,
                                          'privileges', granted.privileges, 'grantable', granted.is_grantable)
                        ORDER BY granted.attnum, pg_roles.rolname, granted.is_grantable)::text
          FROM (SELECT attnum, attname, grantee, is_grantable, array_agg(privilege_type ORDER BY privilege_type) AS privileges
                  FROM (SELECT 0::int2 AS attnum, NULL::name AS attname, relation.relacl AS acl
                         UNION ALL
                        SELECT attnum, attname, attacl
                          FROM pg_attribute
                         WHERE attrelid = relation.oid AND NOT attisdropped) AS lists,
                       aclexplode(lists.acl)
                 WHERE grantee <> relation.relowner
                 GROUP BY attnum, attname, grantee, is_grantable) AS granted
          LEFT JOIN pg_roles ON pg_roles.oid = granted.grantee
         -- A role that is gone has nothing to be granted to; 0 is PUBLIC.
         WHERE granted.grantee = 0 OR pg_roles.oid IS NOT NULL) AS grants,
       (SELECT json_agg(DISTINCT jsonb_build_array(other_schema.nspname, other.relname))::text
          FROM pg_constraint
          JOIN pg_class AS other ON other.oid = pg_constraint.confrelid
          JOIN pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
         -- With those that it has from what it is a partition of, and the partitions of what they point at: all are locked.
         WHERE contype = 'f' AND conrelid = relation.oid AND confrelid <> relation.oid) AS "references",
       (SELECT json_agg(DISTINCT jsonb_build_array(other_schema.nspname, other.relname))::text
          FROM pg_constraint
          JOIN pg_class AS other ON other.oid = pg_constraint.conrelid
          JOIN pg_namespace AS other_schema ON other_schema.oid = other.relnamespace
         WHERE contype = 'f' AND confrelid = relation.oid AND conrelid <> relation.oid
           -- A partition of a table that points here has an entry too, and is not locked.
           AND NOT EXISTS (SELECT FROM pg_constraint AS above
                            WHERE above.oid = pg_constraint.conparentid AND above.confrelid = pg_constraint.confrelid)) AS referenced_by,
       EXISTS (SELECT FROM pg_constraint
                WHERE contype = 'f' AND conrelid = relation.oid AND confrelid = relation.oid) AS refers_to_itself
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (schema, name, position)
  LEFT JOIN pg_namespace ON pg_namespace.nspname = wanted.schema
  LEFT JOIN pg_class AS relation ON relation.relnamespace = pg_namespace.oid AND relation.relname = wanted.name
  LEFT JOIN pg_roles AS owner ON owner.oid = relation.relowner
  LEFT JOIN pg_partitioned_table AS partitioned ON partitioned.partrelid = relation.oid
  LEFT JOIN pg_attribute AS key ON key.attrelid = relation.oid AND key.attnum = partitioned.partattrs[0] AND key.attnum > 0
 ORDER BY wanted.position
