-- From old to new: 11 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 5 (drop column t.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop view v; drop policy t.p; drop trigger t.touch; and 6 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.refers (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop policy t.p: not declared
DROP POLICY p ON public.t;
-- drop trigger t.touch: not declared
DROP TRIGGER touch ON public.t;
-- drop statistics s: not declared
DROP STATISTICS public.s;
-- drop constraint refers.refers_x_fkey: not declared
ALTER TABLE public.refers DROP CONSTRAINT refers_x_fkey;
-- drop constraint t.t_gone_fkey: not declared
ALTER TABLE public.t DROP CONSTRAINT t_gone_fkey;
-- drop constraint t.bigger: not declared
ALTER TABLE public.t DROP CONSTRAINT bigger;
-- drop constraint t.t_gone_key: not declared
ALTER TABLE public.t DROP CONSTRAINT t_gone_key;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.id
   FROM t;
COMMIT;

-- 2. drop index t.mixed: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.mixed;

-- 3. drop index t.part: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.part;

-- 4. drop column t.g: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP COLUMN g;

-- 5. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
