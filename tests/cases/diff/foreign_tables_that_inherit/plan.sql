-- From old to new: 3 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (take foreign table f from its parents; change column p.b to bigint; make foreign table f anew) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (make foreign table h anew) needs --allow blocks-reads.
SET search_path = public;

-- 1. add column p.d: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD COLUMN d text;

-- 2. take foreign table f from its parents; change column p.b to bigint; make foreign table f anew: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take foreign table f from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.f NO INHERIT public.p;
-- change column p.b to bigint: it is integer
ALTER TABLE public.p ALTER COLUMN b TYPE bigint USING b::bigint;
-- make foreign table f anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
ALTER TABLE public.f RENAME TO f_old;
CREATE FOREIGN TABLE public.f (
    a integer,
    b integer,
    x integer
) SERVER s;
DROP FOREIGN TABLE public.f_old;
COMMIT;

-- 3. make foreign table h anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
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
