-- From old to new: 3 missing, 1 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (drop view through) needs --allow blocks-reads.
-- Consent: step 2 (drop materialized view empty) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view through: it comes back below
--    lock: ACCESS EXCLUSIVE on public.through (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.through;

-- 2. drop materialized view empty: it comes back below
--    lock: ACCESS EXCLUSIVE on public.empty (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.empty;

-- 3. change column t.note to text: it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN note TYPE text;

-- 4. create materialized view empty: put back without data, which it did not have before
BEGIN;
CREATE MATERIALIZED VIEW public.empty AS
SELECT t.id,
    t.note
   FROM t
WITH NO DATA;
CREATE INDEX by_id ON public.empty (id);
COMMIT;

-- 5. create view through: put back
CREATE VIEW public.through AS
SELECT empty.id
   FROM empty;

-- 6. create materialized view over_empty: declared, not there; what it reads has no data, and nor has it: REFRESH MATERIALIZED VIEW fills them
BEGIN;
CREATE MATERIALIZED VIEW public.over_empty AS
SELECT through.id
   FROM through
WITH NO DATA;
CREATE UNIQUE INDEX over_empty_id ON public.over_empty (id);
COMMIT;

-- 7. create materialized view over_filled: declared, not there
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.over_filled AS
SELECT filled.id
   FROM filled;

-- 8. create materialized view over_that: declared, not there; what it reads has no data, and nor has it: REFRESH MATERIALIZED VIEW fills them
CREATE MATERIALIZED VIEW public.over_that AS
SELECT over_empty.id
   FROM over_empty
WITH NO DATA;
