-- Those that the server does not offer were never created.
DROP EXTENSION IF EXISTS postgis;
DROP EXTENSION IF EXISTS btree_gin;
DROP EXTENSION IF EXISTS pg_trgm;
DROP EXTENSION IF EXISTS pg_stat_statements;
DROP EXTENSION IF EXISTS "uuid-ossp";
