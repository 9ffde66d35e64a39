-- From old to new: 1 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop index p.i) needs --allow blocks-reads.
-- Consent: step 3 (drop column p.c) needs --allow data-loss.
SET search_path = public;

-- 1. drop index p.i: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.i;

-- 2. create index p.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX i ON ONLY public.p (b);

-- 3. drop column p.c: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.p DROP COLUMN c;

-- 4. change column x.b to text: it is character varying(5)
--    lock: ACCESS EXCLUSIVE on public.x (blocks reads and writes)
ALTER TABLE public.x ALTER COLUMN b TYPE text;

-- 5. name the indexes of x: they become those of its parent's
--    lock: ACCESS EXCLUSIVE on public.x (blocks reads and writes)
ALTER INDEX public.x_b RENAME TO x_b_idx;

-- 6. attach partition p.x: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.x (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.p ATTACH PARTITION public.x for values in (1, 2);
