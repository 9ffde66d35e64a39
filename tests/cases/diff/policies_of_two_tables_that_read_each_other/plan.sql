-- From old to new: 4 unexpected.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 3 (drop table a) needs --allow data-loss.
-- Consent: step 4 (drop table b) needs --allow data-loss.
-- Consent: step 7 (drop table members) needs --allow data-loss.
-- Consent: step 8 (drop table teams) needs --allow data-loss.
SET search_path = public;

-- 1. drop rule a.copied: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
DROP RULE copied ON public.a;

-- 2. drop rule b.emptied: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
DROP RULE emptied ON public.b;

-- 3. drop table a: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.a;

-- 4. drop table b: not declared
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.b;

-- 5. drop policy members.of_teams: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.members (blocks reads and writes)
DROP POLICY of_teams ON public.members;

-- 6. drop policy teams.of_members: it uses what needs the table
--    lock: ACCESS EXCLUSIVE on public.teams (blocks reads and writes)
DROP POLICY of_members ON public.teams;

-- 7. drop table members: not declared
--    lock: ACCESS EXCLUSIVE on public.members (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.members;

-- 8. drop table teams: not declared
--    lock: ACCESS EXCLUSIVE on public.teams (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.teams;
