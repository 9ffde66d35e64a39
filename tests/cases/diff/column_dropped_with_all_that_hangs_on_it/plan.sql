-- From old to new: 11 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 13 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 13 (drop column t.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop policy t.p: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY p ON public.t;

-- 3. drop trigger t.touch: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER touch ON public.t;

-- 4. drop statistics s: not declared
DROP STATISTICS public.s;

-- 5. drop constraint refers.refers_x_fkey: not declared
--    lock: ACCESS EXCLUSIVE on public.refers (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.refers DROP CONSTRAINT refers_x_fkey;

-- 6. drop constraint t.t_gone_fkey: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_gone_fkey;

-- 7. drop constraint t.bigger: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT bigger;

-- 8. drop constraint t.t_gone_key: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_gone_key;

-- 9. drop index t.mixed: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.mixed;

-- 10. drop index t.part: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.part;

-- 11. create view v: put back
CREATE VIEW public.v AS
SELECT t.id
   FROM t;

-- 12. drop column t.g: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP COLUMN g;

-- 13. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
