-- From old to new: 3 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 3 (change column p.b to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (make foreign table h anew) needs --allow blocks-reads.
SET search_path = public;

-- 1. change what foreign table f inherits: it inherits p
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER TABLE public.f NO INHERIT p;

-- 2. add column p.d: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD COLUMN d text;

-- 3. change column p.b to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.p ALTER COLUMN b TYPE bigint USING b::bigint;

-- 4. make foreign table h anew: where its rows are, and which columns are its parents', cannot be altered; what is on a server stays there
--    lock: ACCESS EXCLUSIVE on public.h (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
ALTER TABLE public.h RENAME TO h_old;
CREATE FOREIGN TABLE public.h (
    a integer,
    y integer
) INHERITS (p) SERVER s;
DROP FOREIGN TABLE public.h_old;
COMMIT;
