-- From old to new: 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (change how column above.id is generated) needs --allow blocks-reads.
-- Consent: step 5 (make table below anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. check column above.id from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.above (blocks reads and writes)
ALTER TABLE public.above ADD CONSTRAINT id_is_not_null CHECK (id IS NOT NULL) NOT VALID;

-- 2. check the rows of column above.id: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.above (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.above VALIDATE CONSTRAINT id_is_not_null;

-- 3. set column above.id not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.above (blocks reads and writes)
BEGIN;
ALTER TABLE public.above ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.above DROP CONSTRAINT id_is_not_null;
COMMIT;

-- 4. change how column above.id is generated: it is never generated; its sequence goes on from the highest value, which is looked up under the lock
--    lock: ACCESS EXCLUSIVE on public.above (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.above ALTER COLUMN id ADD GENERATED always as identity;
SELECT setval('public.above_id_seq', max(id)) FROM public.above HAVING max(id) >= 1;
COMMIT;

-- 5. make table below anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.below (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER SEQUENCE public.below_id_seq RENAME TO below_id_seq_old;
ALTER TABLE public.below RENAME TO below_old;
CREATE TABLE public.below (
    word text
) INHERITS (above);
INSERT INTO public.below (id, word) OVERRIDING SYSTEM VALUE
SELECT id, word
  FROM ONLY public.below_old;
DROP TABLE public.below_old;
COMMIT;
