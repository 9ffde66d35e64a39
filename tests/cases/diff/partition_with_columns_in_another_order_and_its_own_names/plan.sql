-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (create partition t.t_0) needs --allow blocks-reads.
SET search_path = public;

-- 1. create partition t.t_0: declared, not there; made in place
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
CREATE TABLE public.t_0 (
    n integer,
    id integer not null
);
ALTER TABLE public.t_0 ADD CONSTRAINT own_key primary key (id);
CREATE INDEX own_index ON public.t_0 (n);
ALTER TABLE public.t ATTACH PARTITION public.t_0 for values from (0) to (10);
COMMIT;
