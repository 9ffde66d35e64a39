-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (create partition t.t_2) needs --allow blocks-reads.
SET search_path = public;

-- 1. create partition t.t_2: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
CREATE TABLE public.t_2 PARTITION OF public.t for values in (2) partition by list (b);
ALTER TABLE public.t_2 ALTER COLUMN c SET COMPRESSION pglz;
COMMIT;

-- 2. create partition t_2.t_2_1: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2_1 (LIKE public.t_2 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_2 ATTACH PARTITION public.t_2_1 for values in (1);
ALTER TABLE public.t_2_1 ALTER COLUMN c SET COMPRESSION default;
COMMIT;

-- 3. change the compression of column t_1.c: it is none
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
BEGIN;
ALTER TABLE public.t_1 ALTER COLUMN c SET COMPRESSION pglz;
ALTER TABLE public.t_1_1 ALTER COLUMN c SET COMPRESSION default;
ALTER TABLE public.t_1_2 ALTER COLUMN c SET COMPRESSION pglz;
COMMIT;

-- 4. change the compression of column t_1_1.c: it is none
--    lock: ACCESS EXCLUSIVE on public.t_1_1 (blocks reads and writes)
ALTER TABLE public.t_1_1 ALTER COLUMN c SET COMPRESSION default;
