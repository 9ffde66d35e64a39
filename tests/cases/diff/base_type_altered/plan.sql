-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. alter base type odd: its definition differs
BEGIN;
ALTER TYPE public.odd SET (SEND = odd_send, STORAGE = extended);
ALTER TABLE public.t ALTER COLUMN o SET STORAGE extended;
COMMIT;
