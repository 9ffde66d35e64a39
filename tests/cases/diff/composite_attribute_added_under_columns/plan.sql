-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. alter composite type pair: its definition differs
ALTER TYPE public.pair ADD ATTRIBUTE c integer;
