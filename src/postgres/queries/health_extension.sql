-- $1 text: an extension. At most one row: its version, and the schema of its objects, quoted. No row: it is not created in
-- this database. From PostgreSQL 13 on, for any role.
SELECT extension.extversion AS version, quote_ident(namespace.nspname) AS schema
  FROM pg_extension AS extension
  JOIN pg_namespace AS namespace ON namespace.oid = extension.extnamespace
 WHERE extension.extname = $1
