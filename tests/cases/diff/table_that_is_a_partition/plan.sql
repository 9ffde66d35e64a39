-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (detach partition u.u_1) needs --allow data-loss,blocks-reads.
-- Note: if this is a rename, say so: --rename table:t_1=u_1
SET search_path = public;

-- 1. detach partition u.u_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.u_1 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.u DETACH PARTITION public.u_1;

-- 2. attach partition t.t_1: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from (0) to (10);
