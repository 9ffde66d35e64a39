-- One row: the database, the role, and whether the server is a standby. From PostgreSQL 13 on, for any role.
SELECT current_database()::text AS database, current_user::text AS role, pg_is_in_recovery() AS in_recovery
