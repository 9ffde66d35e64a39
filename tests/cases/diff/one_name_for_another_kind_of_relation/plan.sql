-- From old to new: 3 missing, 3 unexpected.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop table a) needs --allow data-loss.
-- Consent: step 5 (drop sequence c) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:a=b
SET search_path = public;

-- 1. drop table a: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.a;

-- 2. create composite type a: declared, not there
CREATE TYPE public.a AS (x integer);

-- 3. drop composite type d: not declared
DROP TYPE public.d;

-- 4. create sequence d: declared, not there
CREATE SEQUENCE public.d;

-- 5. drop sequence c: not declared
--    hazard: data-loss
DROP SEQUENCE public.c;

-- 6. create table b: declared, not there
BEGIN;
CREATE TABLE public.b (
    id integer
);
CREATE INDEX c ON public.b (id);
COMMIT;
