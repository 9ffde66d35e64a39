-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. comment on schema public: the comment differs
COMMENT ON SCHEMA public IS '';

-- 2. change the owner and the privileges of schema public: it is pg_database_owner
BEGIN;
ALTER SCHEMA public OWNER TO postgres;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
COMMIT;
