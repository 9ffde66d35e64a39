-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (change column user_of_it.whole to text) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop column user_of_it.wholes) needs --allow data-loss.
-- Consent: step 3 (change column a_row.id to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change column a_row.word to character varying(9)) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column user_of_it.whole to text: it is a_row
--    lock: ACCESS EXCLUSIVE on public.user_of_it (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.user_of_it ALTER COLUMN whole TYPE text USING whole::text;

-- 2. drop column user_of_it.wholes: not declared
--    lock: ACCESS EXCLUSIVE on public.user_of_it (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.user_of_it DROP COLUMN wholes;

-- 3. change column a_row.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.a_row (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a_row ALTER COLUMN id TYPE bigint USING id::bigint;

-- 4. change column a_row.word to character varying(9): it is text
--    lock: ACCESS EXCLUSIVE on public.a_row (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a_row ALTER COLUMN word TYPE character varying(9);
