-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; make range type span anew; create view v) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; make range type span anew; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- make range type span anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.span RENAME TO span_old;
ALTER FUNCTION public.span(integer, integer) RENAME TO span_old;
ALTER FUNCTION public.span(integer, integer, text) RENAME TO span_old;
ALTER FUNCTION public.span_multirange() RENAME TO span_multirange_old;
ALTER FUNCTION public.span_multirange(public.span_old) RENAME TO span_multirange_old;
ALTER FUNCTION public.span_multirange(VARIADIC public.span_old[]) RENAME TO span_multirange_old;
ALTER TYPE public.span_multirange RENAME TO span_multirange_old;
CREATE TYPE public.span AS RANGE (subtype = bigint, multirange_type_name = public.span_multirange);
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT, ALTER COLUMN s TYPE span USING s::text::span, ALTER COLUMN s SET DEFAULT '[1,2)'::span, ALTER COLUMN ss TYPE span[] USING ss::text::span[];
DROP TYPE public.span_old;
-- create view v: put back
CREATE VIEW public.v AS
SELECT lower(t.s) AS low
   FROM t;
COMMIT;
