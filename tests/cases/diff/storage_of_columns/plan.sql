-- From old to new: 7 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. change the storage of column t.a: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a SET STORAGE main;

-- 2. change the compression of column t.a: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a SET COMPRESSION pglz;

-- 3. change the statistics target of column t.a: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 10;

-- 4. change the storage of column t.b: it is external
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b SET STORAGE extended;

-- 5. change the compression of column t.b: it is pglz
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b SET COMPRESSION default;

-- 6. change the storage of column t.c: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN c SET STORAGE plain;

-- 7. change the options of column t.d: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER TABLE public.t ALTER COLUMN d SET (n_distinct=-0.5, n_distinct_inherited=7);
