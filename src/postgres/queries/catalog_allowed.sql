-- $1 text: the first managed schema; $2 bigint. Whether this role may use it (what it may not use is not in its search_path, and
-- names would be printed otherwise; NULL where there is no such schema), whether it may read the connections of subscriptions, how
-- many of them this database has, who it is, what its snapshot sees, how many relations there are (PostgreSQL's own too), and where
-- they are more than $2 the snapshot itself, for other sessions to share.
-- From PostgreSQL 13 on.
SELECT (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1) AS may_use,
       has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') AS may_read_subscriptions,
       (SELECT count(*)
          FROM pg_subscription
         WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS subscriptions,
       current_user::text AS role,
       pg_current_snapshot()::text AS seen,
       relations.number AS relations,
       CASE WHEN relations.number > $2 THEN pg_export_snapshot() END AS snapshot
  FROM (SELECT count(*) AS number FROM pg_class) AS relations
