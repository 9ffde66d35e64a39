-- From old to new: 1 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. drop policy t."Gone": not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY "Gone" ON public.t;

-- 2. create policy t."Made": declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY "Made" ON public.t for delete using ((id > 5));

-- 3. replace policy t.command: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP POLICY command ON public.t;
CREATE POLICY command ON public.t for update using ((id > 0));
COMMIT;

-- 4. alter policy t.expressions: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER POLICY expressions ON public.t using ((owner = current_user)) with check ((owner <> ''::text));

-- 5. replace policy t.kind: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP POLICY kind ON public.t;
CREATE POLICY kind ON public.t as restrictive using ((id > 0));
COMMIT;

-- 6. replace policy t.no_check: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP POLICY no_check ON public.t;
CREATE POLICY no_check ON public.t using ((id > 0));
COMMIT;

-- 7. alter policy t.roles: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER POLICY roles ON public.t to pgkeel_case_reader, pgkeel_case_writer;

-- 8. comment on policy t.expressions: the comment differs
COMMENT ON POLICY expressions ON public.t IS 'one''s own';
