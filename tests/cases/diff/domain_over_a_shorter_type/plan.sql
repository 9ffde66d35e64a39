-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (make domain code anew) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column t.c to code) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column t.d to other_code) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change column t.e to other_code[]) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain code anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.code RENAME TO code_old;
CREATE DOMAIN public.code AS character varying(3);
ALTER TABLE public.t ALTER COLUMN a TYPE code, ALTER COLUMN b TYPE code[], ALTER COLUMN f TYPE character varying(3);
DROP DOMAIN public.code_old;
COMMIT;

-- 2. change column t.c to code: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE code;

-- 3. change column t.d to other_code: it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN d TYPE other_code;

-- 4. change column t.e to other_code[]: it is character varying(10)[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN e TYPE other_code[];
