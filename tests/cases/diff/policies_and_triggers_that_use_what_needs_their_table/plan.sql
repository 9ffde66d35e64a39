-- From old to new: 3 unexpected.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 5 (drop table t) needs --allow data-loss.
SET search_path = public;

-- 1. drop policy t.own: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY own ON public.t;

-- 2. drop trigger t.changes: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER changes ON public.t;

-- 3. drop rule t.kept: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP RULE kept ON public.t;

-- 4. drop function word_of(t): not declared
DROP FUNCTION public.word_of(t);

-- 5. drop table t: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.t;

-- 6. drop function changed(): not declared
DROP FUNCTION public.changed();
