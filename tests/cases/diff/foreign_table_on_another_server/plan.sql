-- From old to new: 3 missing, 2 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop view near; create server two; make foreign table far anew; create view near) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view near; create server two; make foreign table far anew; create view near: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.near (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.far (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
-- drop view near: it comes back below
DROP VIEW public.near;
-- create server two: declared, not there
CREATE SERVER two FOREIGN DATA WRAPPER w;
-- make foreign table far anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
ALTER TABLE public.far RENAME TO far_old;
CREATE FOREIGN TABLE public.far (
    a bigint,
    b integer not null default 5
) SERVER two OPTIONS (z 'r');
ALTER TABLE public.far ADD CONSTRAINT far_b_check check ((b > 0));
ALTER FOREIGN TABLE public.far ALTER COLUMN a OPTIONS (ADD x 'w');
COMMENT ON COLUMN public.far.b IS 'new';
COMMENT ON FOREIGN TABLE public.far IS 'farther away';
DROP FOREIGN TABLE public.far_old;
-- create view near: put back
CREATE VIEW public.near AS
SELECT far.a
   FROM far;
COMMIT;

-- 2. drop server one: not declared
DROP SERVER one;
