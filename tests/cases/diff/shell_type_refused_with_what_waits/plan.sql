-- From old to new: 2 unexpected, 3 changed.
-- NOT A WHOLE PLAN: 2 steps of it; these differences are left:
--   functions
--     unexpected function odd_out(odd)
--   mood
--     changed    enum mood
--         - 'sad', 'ok', 'gone'
--         + 'sad', 'ok'
--   odd
--     changed    base type odd
--         - CREATE TYPE public.odd (INTERNALLENGTH = 4, INPUT = odd_in, OUTPUT = odd_out, ALIGNMENT = int4, STORAGE = plain, PASSEDBYVALUE)
--         + CREATE TYPE public.odd
-- Consent: step 1 (change column t.b to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop column t.a) needs --allow data-loss.
-- Not in this plan: column parted.m is to have another type, and public.parted is partitioned by list (m): make a new table and move the rows
-- Not in this plan: drop view moods; create view moods: waits for enum mood
-- Not in this plan: base type odd is `CREATE TYPE public.odd (INTERNALLENGTH = 4, INPUT = odd_in, OUTPUT = odd_out, ALIGNMENT = int4, STORAGE = plain, PASSEDBYVALUE)`, and should be `CREATE TYPE public.odd`: PostgreSQL cannot alter that; make it anew by hand
-- Not in this plan: drop function odd_out(odd): waits for base type odd
SET search_path = public;

-- 1. change column t.b to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE bigint USING b::bigint;

-- 2. drop column t.a: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN a;
