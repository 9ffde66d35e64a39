-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 5 (create partition p.p2) needs --allow blocks-reads.
SET search_path = public;

-- 1. create table whole: declared, not there
CREATE TABLE public.whole (
    id integer
) PARTITION BY range (id);

-- 2. create partition whole.whole1: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.whole (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.whole1 (LIKE public.whole INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.whole ATTACH PARTITION public.whole1 for values from (1) to (10);
COMMIT;

-- 3. add constraint whole."Not five": the partitions are there: it is not valid in them, as declared
ALTER TABLE public.whole ADD CONSTRAINT "Not five" check ((id <> 5)) not valid;

-- 4. create partition whole.later: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.whole (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.later (LIKE public.whole INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.whole ATTACH PARTITION public.later for values from (10) to (20);
COMMIT;

-- 5. create partition p.p2: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
CREATE TABLE public.p2 PARTITION OF public.p for values from (10) to (20) partition by list (id);

-- 6. create partition p2.p2_eleven: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.p2 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.p2_eleven (LIKE public.p2 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.p2 ATTACH PARTITION public.p2_eleven for values in (11);
COMMIT;

-- 7. add constraint p."Not five": new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ADD CONSTRAINT "Not five" check ((id <> 5)) not valid;
COMMENT ON CONSTRAINT "Not five" ON public.p IS 'nor is it looked for';
COMMIT;
