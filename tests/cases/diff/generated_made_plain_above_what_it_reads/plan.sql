-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop view v; change how column t.b is generated; change how column t.c is generated; and 4 more) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop column t.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop view v; change how column t.b is generated; change how column t.c is generated; and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- change how column t.b is generated: it is generated always as (a) stored
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;
-- change how column t.c is generated: it is generated always as ((gone + a)) stored
ALTER TABLE public.t ALTER COLUMN c DROP EXPRESSION;
-- change column t.a to integer: it is bigint
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;
-- change column t.b to integer: it is bigint
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING b::integer;
-- change column t.c to text: it is bigint
ALTER TABLE public.t ALTER COLUMN c TYPE text USING c::text;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.b
   FROM t;
COMMIT;

-- 2. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
