-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (change how column t.n is generated) needs --allow blocks-reads.
SET search_path = public;

-- 1. change how column t.id is generated: it is generated always as identity
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN id SET START WITH 7;

-- 2. change how column t.n is generated: it is never generated; its sequence goes on from the highest value, which is looked up under the lock
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN n ADD GENERATED always as identity (sequence name public."Counter of n");
SELECT setval('public."Counter of n"', max(n)) FROM public.t HAVING max(n) >= 1;
COMMIT;

-- 3. rename the sequence of column t.id: it is counter
ALTER SEQUENCE public.counter RENAME TO "Counter of id";
