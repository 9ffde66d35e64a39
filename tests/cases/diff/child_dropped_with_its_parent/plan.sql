-- From old to new: 1 missing, 4 unexpected.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 2 (drop table g) needs --allow data-loss.
-- Consent: step 3 (drop table c) needs --allow data-loss.
-- Consent: step 4 (drop table p) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:p=z
SET search_path = public;

-- 1. drop view v: not declared
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop table g: not declared
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.g;

-- 3. drop table c: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.c;

-- 4. drop table p: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.p;

-- 5. create table z: declared, not there
CREATE TABLE public.z (
    a integer
);
