-- From old to new: 2 missing, 6 changed.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Consent: step 1 (drop materialized view rows) needs --allow blocks-reads.
-- Consent: step 2 (change the persistence of table m) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change the persistence of table y) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change the persistence of table z) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (change the persistence of table a) needs --allow rewrite,blocks-reads.
-- Consent: step 6 (change the persistence of table b) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop materialized view rows: it comes back below
--    lock: ACCESS EXCLUSIVE on public.rows (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.rows;

-- 2. change the persistence of table m: it is logged; from now on a crash empties it
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.m SET UNLOGGED;

-- 3. change the persistence of table y: it is logged; from now on a crash empties it
--    lock: ACCESS EXCLUSIVE on public.y (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.y SET UNLOGGED;

-- 4. change the persistence of table z: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.z (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.z SET LOGGED;

-- 5. change the persistence of table a: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a SET LOGGED;

-- 6. change the persistence of table b: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.b SET LOGGED;

-- 7. add constraint plain.plain_z_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.plain (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.z (blocks writes)
ALTER TABLE public.plain ADD CONSTRAINT plain_z_fkey foreign key (z) references z(id) NOT VALID;

-- 8. validate constraint plain.plain_z_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.plain (blocks nothing but other DDL)
--    lock: ROW SHARE on public.z (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.plain VALIDATE CONSTRAINT plain_z_fkey;

-- 9. create materialized view rows: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.rows AS
SELECT b.id,
    z.*::z AS whole
   FROM (b
     JOIN z USING (id));

-- 10. create publication p: declared, not there
CREATE PUBLICATION p FOR TABLE ONLY public.b, ONLY public.z WITH (publish = 'insert, update, delete, truncate');
