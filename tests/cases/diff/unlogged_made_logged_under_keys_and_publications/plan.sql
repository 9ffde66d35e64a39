-- From old to new: 2 missing, 8 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop materialized view rows) needs --allow blocks-reads.
-- Consent: step 2 (drop publication stays; change the persistence of table m; change the persistence of table left_out; and 7 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop materialized view rows: it comes back below
--    lock: ACCESS EXCLUSIVE on public.rows (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.rows;

-- 2. drop publication stays; change the persistence of table m; change the persistence of table left_out; and 7 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.left_out (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.y (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.z (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: SHARE ROW EXCLUSIVE on public.plain (blocks writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop publication stays: it stands in the way, and comes back below; what is written until then is not published
DROP PUBLICATION stays;
-- change the persistence of table m: it is logged; from now on a crash empties it
ALTER TABLE public.m SET UNLOGGED;
-- change the persistence of table left_out: it is logged; from now on a crash empties it
ALTER TABLE public.left_out SET UNLOGGED;
-- change the persistence of table y: it is logged; from now on a crash empties it
ALTER TABLE public.y SET UNLOGGED;
-- change the persistence of table z: it is unlogged
ALTER TABLE public.z SET LOGGED;
-- change the persistence of table a: it is unlogged
ALTER TABLE public.a SET LOGGED;
-- change the persistence of table b: it is unlogged
ALTER TABLE public.b SET LOGGED;
-- add constraint plain.plain_z_fkey: new rows first: no scan
ALTER TABLE public.plain ADD CONSTRAINT plain_z_fkey foreign key (z) references z(id) NOT VALID;
-- create publication p: declared, not there
CREATE PUBLICATION p FOR TABLE ONLY public.b, ONLY public.z WITH (publish = 'insert, update, delete, truncate');
-- create publication stays: put back
CREATE PUBLICATION stays FOR TABLE ONLY public.kept_in WITH (publish = 'insert, update, delete, truncate');
COMMIT;

-- 3. validate constraint plain.plain_z_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.plain (blocks nothing but other DDL)
--    lock: ROW SHARE on public.z (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.plain VALIDATE CONSTRAINT plain_z_fkey;

-- 4. create materialized view rows: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.rows AS
SELECT b.id,
    z.*::z AS whole
   FROM (b
     JOIN z USING (id));
