-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. comment on column c.a: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
COMMENT ON COLUMN public.c.a IS NULL;

-- 2. comment on column c.b: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
COMMENT ON COLUMN public.c.b IS 'own';

-- 3. comment on column p.a: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
COMMENT ON COLUMN public.p.a IS 'own';

-- 4. change the statistics target of column p.a: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
ALTER TABLE ONLY public.p ALTER COLUMN a SET STATISTICS 77;

-- 5. change the storage of column p.b: it is none
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ALTER COLUMN b SET STORAGE external;
ALTER TABLE public.c ALTER COLUMN b SET STORAGE external;
COMMIT;
