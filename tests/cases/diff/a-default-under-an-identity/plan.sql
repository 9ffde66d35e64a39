-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. drop the default of column tickets_2026.id: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.tickets_2026 (blocks reads and writes)
ALTER TABLE public.tickets_2026 ALTER COLUMN id DROP DEFAULT;

-- 2. comment on partition tickets.tickets_2026: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.tickets_2026 (blocks nothing but other DDL)
COMMENT ON TABLE public.tickets_2026 IS 'sold this year';
