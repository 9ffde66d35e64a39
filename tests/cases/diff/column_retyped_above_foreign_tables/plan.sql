-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take foreign table f from its parents; change column p.a to bigint; change column p.b to character varying(9); and 4 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. take foreign table f from its parents; change column p.a to bigint; change column p.b to character varying(9); and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take foreign table f from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.f NO INHERIT public.p;
-- change column p.a to bigint: it is integer
ALTER TABLE public.p ALTER COLUMN a TYPE bigint USING a::bigint;
-- change column p.b to character varying(9): it is text
ALTER TABLE public.p ALTER COLUMN b TYPE character varying(9);
-- take partition t.t_2 from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.t DETACH PARTITION public.t_2;
-- change column t.b to text: it is integer
ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;
-- make foreign table f anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
ALTER TABLE public.f RENAME TO f_old;
CREATE FOREIGN TABLE public.f (
    x integer
) INHERITS (p) SERVER s OPTIONS (z '1');
DROP FOREIGN TABLE public.f_old;
-- make partition t.t_2 anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
ALTER TABLE public.t_2 RENAME TO t_2_old;
CREATE FOREIGN TABLE public.t_2 PARTITION OF public.t for values in (2) SERVER s;
DROP FOREIGN TABLE public.t_2_old;
COMMIT;
