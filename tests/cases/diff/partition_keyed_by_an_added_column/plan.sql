-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 3 (create partition t.t_2) needs --allow blocks-reads.
-- Consent: step 5 (create partition t_2.t_2_low) needs --allow blocks-reads.
SET search_path = public;

-- 1. add column t.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN b integer;

-- 2. add column t.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN c text not null default 'x'::text;

-- 3. create partition t.t_2: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
CREATE TABLE public.t_2 PARTITION OF public.t for values in (2) partition by range (b);

-- 4. create partition t_2.t_2_high: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2_high (LIKE public.t_2 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_2 ATTACH PARTITION public.t_2_high default;
COMMIT;

-- 5. create partition t_2.t_2_low: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: blocks-reads
CREATE TABLE public.t_2_low PARTITION OF public.t_2 for values from (minvalue) to (0) partition by list (c);

-- 6. create partition t_2_low.t_2_low_x: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2_low (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2_low_x (LIKE public.t_2_low INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_2_low ATTACH PARTITION public.t_2_low_x for values in ('x');
COMMIT;
