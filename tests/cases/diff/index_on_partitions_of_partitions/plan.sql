-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (create index t.t_n_lower_idx) needs --allow blocks-writes.
-- Consent: step 2 (create index t.t_once) needs --allow blocks-writes.
SET search_path = public;

-- 1. create index t.t_n_lower_idx: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.t (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX t_n_lower_idx ON public.t (n desc, lower((n)::text));

-- 2. create index t.t_once: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.t (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE UNIQUE INDEX t_once ON public.t (id, n);
