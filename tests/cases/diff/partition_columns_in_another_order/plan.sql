-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Note: column order of partition p.p1: c, a, b; declared b, c, a
-- Note: column order of partition p.p2: a, b, c; declared b, c, a
SET search_path = public;

-- 1. set the default of column p.b: it is none
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ALTER COLUMN b SET DEFAULT 'b'::text;
ALTER TABLE ONLY public.p1 ALTER COLUMN b DROP DEFAULT;
ALTER TABLE ONLY public.p2 ALTER COLUMN b DROP DEFAULT;
COMMIT;
