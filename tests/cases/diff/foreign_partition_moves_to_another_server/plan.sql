-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take partition t.t_1 from its parents; make partition t.t_1 anew) needs --allow blocks-reads.
SET search_path = public;

-- 1. take partition t.t_1 from its parents; make partition t.t_1 anew: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
-- take partition t.t_1 from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.t DETACH PARTITION public.t_1;
-- make partition t.t_1 anew: PostgreSQL cannot alter it so; what it reads is on a server, and stays there
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE FOREIGN TABLE public.t_1 PARTITION OF public.t for values in (1) SERVER s2;
DROP FOREIGN TABLE public.t_1_old;
COMMIT;
