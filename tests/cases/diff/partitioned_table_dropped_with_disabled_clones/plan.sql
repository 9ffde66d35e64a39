-- From old to new: 1 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop table t) needs --allow data-loss.
SET search_path = public;

-- 1. drop table t: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.t;

-- 2. create table u: declared, not there
CREATE TABLE public.u (
    id integer
);

-- 3. drop function f(): not declared
DROP FUNCTION public.f();
