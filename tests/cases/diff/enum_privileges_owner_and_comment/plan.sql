-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. make enum status anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
BEGIN;
ALTER TYPE public.status RENAME TO status_old;
CREATE TYPE public.status AS ENUM ('a');
COMMENT ON TYPE public.status IS 'two';
DROP TYPE public.status_old;
COMMIT;

-- 2. give enum status its owner and privileges: as before
BEGIN;
ALTER TYPE public.status OWNER TO pgkeel_case_owner;
REVOKE USAGE ON TYPE public.status FROM PUBLIC;
GRANT USAGE ON TYPE public.status TO pgkeel_case_writer WITH GRANT OPTION;
COMMIT;
