-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view both_of; drop function of_c(pair); drop function of_gone(pair); and 6 more) needs --allow data-loss.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view both_of; drop function of_c(pair); drop function of_gone(pair); and 6 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.both_of (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
BEGIN;
-- drop view both_of: it comes back below
DROP VIEW public.both_of;
-- drop function of_c(pair): it stands in the way, and comes back below
DROP FUNCTION public.of_c(pair);
-- drop function of_gone(pair): it stands in the way, and comes back below
DROP FUNCTION public.of_gone(pair);
-- drop the default of column t.id: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN id DROP DEFAULT;
-- alter composite type pair: its definition differs
ALTER TYPE public.pair DROP ATTRIBUTE gone;
ALTER TYPE public.pair ALTER ATTRIBUTE "C c" TYPE bigint;
ALTER TYPE public.pair ADD ATTRIBUTE d date;
-- create function of_c(pair): put back
CREATE OR REPLACE FUNCTION public.of_c(p pair)
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT ((p)."C c")::integer AS "C c";
END;
-- create function of_gone(pair): put back
CREATE OR REPLACE FUNCTION public.of_gone(p pair)
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (p).a AS a;
END;
-- set the default of column t.id: it is (row(1, 'x'::text, 2, 3)::pair)."C c"
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT ((row(1, 'x'::text, (2)::bigint, (now())::date)::pair)."C c")::integer;
-- create view both_of: put back
CREATE VIEW public.both_of AS
SELECT (ROW(1, 'x'::text, (2)::bigint, (now())::date)::pair).a AS a,
    of_c(ROW(1, 'x'::text, (2)::bigint, (now())::date)::pair) AS c;
COMMIT;
