-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. comment on constraint k.c: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.k (blocks nothing but other DDL)
COMMENT ON CONSTRAINT c ON public.k IS 'inherited';

-- 2. comment on constraint q_1.qc: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.q_1 (blocks nothing but other DDL)
COMMENT ON CONSTRAINT qc ON public.q_1 IS 'inherited too';
