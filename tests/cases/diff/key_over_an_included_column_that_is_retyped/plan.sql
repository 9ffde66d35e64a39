-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop view v; drop constraint r.r_a_fkey; drop publication p; and 6 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; drop constraint r.r_a_fkey; drop publication p; and 6 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop constraint r.r_a_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.r DROP CONSTRAINT r_a_fkey;
-- drop publication p: it stands in the way, and comes back below; what is written until then is not published
DROP PUBLICATION p;
-- drop function f(): it stands in the way, and comes back below
DROP FUNCTION public.f();
-- change column t.b to text: it is integer
ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;
-- create function f(): put back
CREATE OR REPLACE FUNCTION public.f()
 RETURNS SETOF integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT t.c
    FROM t
   GROUP BY t.a;
END;
-- add constraint r.r_a_fkey: new rows first: no scan
ALTER TABLE public.r ADD CONSTRAINT r_a_fkey foreign key (a) references t(a) NOT VALID;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.a,
    t.c
   FROM t
  GROUP BY t.a;
-- create publication p: put back
CREATE PUBLICATION p FOR TABLE ONLY public.t (a, b) WITH (publish = 'insert, update, delete, truncate');
COMMIT;

-- 2. validate constraint r.r_a_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.r (blocks nothing but other DDL)
--    lock: ROW SHARE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.r VALIDATE CONSTRAINT r_a_fkey;
