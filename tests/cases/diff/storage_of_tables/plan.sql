-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (change the persistence of table u) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change the persistence of table u: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.u SET LOGGED;

-- 2. create index u.u_a: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.u (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY u_a ON public.u (a);

-- 3. change the with of table t: it is fillfactor=70, autovacuum_enabled=false
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
ALTER TABLE public.t SET (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, toast.autovacuum_enabled=false);
ALTER TABLE public.t RESET (autovacuum_enabled);
COMMIT;
