-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make enum kind anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum kind anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.kind RENAME TO kind_old;
CREATE TYPE public.kind AS ENUM ('x', 'y');
ALTER TABLE public.child ALTER COLUMN more DROP DEFAULT, ALTER COLUMN more TYPE kind USING more::text::kind, ALTER COLUMN more SET DEFAULT 'y'::kind;
ALTER TABLE public.p ALTER COLUMN k DROP DEFAULT, ALTER COLUMN k TYPE kind USING k::text::kind, ALTER COLUMN k SET DEFAULT 'x'::kind;
ALTER TABLE ONLY public.p2 ALTER COLUMN k SET DEFAULT 'y'::kind;
ALTER TABLE public.parent ALTER COLUMN k DROP DEFAULT, ALTER COLUMN k TYPE kind USING k::text::kind;
ALTER TABLE ONLY public.child ALTER COLUMN k SET DEFAULT 'y'::kind;
DROP TYPE public.kind_old;
COMMIT;
