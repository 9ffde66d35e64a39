-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take table g from its parents; take table c from its parents; change column p.a to bigint; and 3 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. take table g from its parents; take table c from its parents; change column p.a to bigint; and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.q (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.c;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
ALTER TABLE public.c NO INHERIT public.q;
-- change column p.a to bigint: it is integer
ALTER TABLE public.p ALTER COLUMN a TYPE bigint USING a::bigint;
-- change column q.a to bigint: it is integer
ALTER TABLE public.q ALTER COLUMN a TYPE bigint USING a::bigint;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    e integer
) INHERITS (p, q);
INSERT INTO public.c (a, b, d, e)
SELECT a::bigint, b, d, e
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
    f integer
) INHERITS (c);
INSERT INTO public.g (a, b, d, e, f)
SELECT a::bigint, b, d, e, f
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
COMMIT;
