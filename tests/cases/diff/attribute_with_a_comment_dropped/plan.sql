-- From old to new: 7 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (alter composite type pair) needs --allow data-loss.
-- Consent: step 2 (alter composite type place) needs --allow data-loss.
SET search_path = public;

-- 1. alter composite type pair: its definition differs
--    hazard: data-loss
BEGIN;
ALTER TYPE public.pair DROP ATTRIBUTE a;
ALTER TYPE public.pair ADD ATTRIBUTE c integer;
COMMIT;

-- 2. alter composite type place: its definition differs
--    hazard: data-loss
BEGIN;
ALTER TYPE public.place DROP ATTRIBUTE "Country";
ALTER TYPE public.place DROP ATTRIBUTE zip;
COMMIT;

-- 3. comment on column pair.b: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.pair (blocks nothing but other DDL)
COMMENT ON COLUMN public.pair.b IS 'the first';

-- 4. comment on column place.city: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.place (blocks nothing but other DDL)
COMMENT ON COLUMN public.place.city IS 'its name';
