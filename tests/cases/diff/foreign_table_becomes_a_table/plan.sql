-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop foreign table t: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP FOREIGN TABLE public.t;

-- 3. create table t: declared, not there
BEGIN;
CREATE TABLE public.t (
    id integer not null,
    name text
);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id);
COMMIT;

-- 4. create view v: put back
CREATE VIEW public.v AS
SELECT t.name
   FROM t;
