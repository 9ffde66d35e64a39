-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (change column shape.area to numeric(12,3)) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change column shape.area to numeric(12,3): it is real
--    lock: ACCESS EXCLUSIVE on public.shape (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.shape ALTER COLUMN area DROP DEFAULT;
ALTER TABLE public.shape ALTER COLUMN area TYPE numeric(12,3) USING area::numeric(12,3);
ALTER TABLE public.shape ALTER COLUMN area SET DEFAULT 0;
ALTER TABLE ONLY public.square ALTER COLUMN area SET DEFAULT 2;
COMMIT;

-- 2. set the default of column rect.area: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.rect (blocks reads and writes)
ALTER TABLE public.rect ALTER COLUMN area SET DEFAULT 2;
