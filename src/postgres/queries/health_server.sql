-- One row: the database, the role, whether the server is a standby, and what tells this database from all others: its cluster's
-- identifier and its own. From PostgreSQL 13 on, for any role.
SELECT current_database()::text AS database, current_user::text AS role, pg_is_in_recovery() AS in_recovery,
       (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
       (SELECT oid FROM pg_database WHERE datname = current_database()) AS database_oid
