-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 28 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 6 (drop index p.pi) needs --allow blocks-reads.
-- Consent: step 10 (change column p.a to character varying(10)) needs --allow blocks-reads.
-- Consent: step 11 (change column t.a to character varying(10)) needs --allow blocks-reads.
-- Consent: step 12 (change column t.b to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 13 (change column t.c to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop constraint p.p_a_check: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP CONSTRAINT p_a_check;

-- 3. drop constraint p_1.own: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.p_1 (blocks reads and writes)
ALTER TABLE public.p_1 DROP CONSTRAINT own;

-- 4. drop constraint t.t_a_check: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_a_check;

-- 5. drop constraint t.t_b_check: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_b_check;

-- 6. drop index p.pi: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.pi;

-- 7. drop index t.i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.i;

-- 8. drop index t.j: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.j;

-- 9. drop policy t.p: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY p ON public.t;

-- 10. change column p.a to character varying(10): it is character varying(5)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.p ALTER COLUMN a TYPE character varying(10);

-- 11. change column t.a to character varying(10): it is character varying(5)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(10);

-- 12. change column t.b to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE bigint USING b::bigint;

-- 13. change column t.c to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE bigint USING c::bigint;

-- 14. add constraint p.p_a_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT p_a_check check (((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[]))) NOT VALID;

-- 15. validate constraint p.p_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT p_a_check;

-- 16. add constraint p_1.own: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p_1 (blocks reads and writes)
ALTER TABLE public.p_1 ADD CONSTRAINT own check (((a)::text = any ((array['x'::character varying, 'z'::character varying]::character varying[])::text[]))) NOT VALID;

-- 17. validate constraint p_1.own: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p_1 VALIDATE CONSTRAINT own;

-- 18. add constraint t.t_a_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_a_check check (((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[]))) NOT VALID;

-- 19. validate constraint t.t_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_check;

-- 20. add constraint t.t_b_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_b_check check ((((b >= 1) and (b <= 3))::boolean and (b <> 2))) NOT VALID;

-- 21. validate constraint t.t_b_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_b_check;

-- 22. create index p.pi without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX pi ON ONLY public.p (k) where ((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[]));

-- 23. create its part on p_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p_1_k_idx ON public.p_1 (k) where ((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[]));

-- 24. attach it to index p.pi: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p_1_k_idx (blocks reads and writes)
ALTER INDEX public.pi ATTACH PARTITION public.p_1_k_idx;

-- 25. create index t.i: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i ON public.t (b) where (((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[])) and (b > 0));

-- 26. create index t.j: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY j ON public.t (c) where (((c >= 1) and (c <= 4))::boolean and (c <> 3));

-- 27. create view v: put back
CREATE VIEW public.v AS
SELECT t.a
   FROM t
  WHERE (((t.a)::text = ANY ((ARRAY['p'::character varying, 'q'::character varying]::character varying[])::text[])) AND (t.c > 1));

-- 28. create policy t.p: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY p ON public.t using ((((a)::text = any ((array['p'::character varying, 'q'::character varying]::character varying[])::text[])) and (c > 1)));
