-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. check column t.id from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT id_is_not_null CHECK (id IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.id: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT id_is_not_null;

-- 3. set column t.id not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT id_is_not_null;
COMMIT;

-- 4. change how column t.id is generated: it counts by a sequence of its own; the identity goes on where that stands
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER SEQUENCE public.t_id_seq RENAME TO t_id_seq_old;
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED always as identity (start with 50);
SELECT setval('public.t_id_seq', last_value, is_called) FROM public.t_id_seq_old;
DROP SEQUENCE public.t_id_seq_old;
COMMIT;
