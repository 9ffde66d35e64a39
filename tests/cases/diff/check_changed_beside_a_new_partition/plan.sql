-- From old to new: 2 missing, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 5 (create partition t.t_2) needs --allow blocks-reads.
SET search_path = public;

-- 1. add constraint t.k: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT k;
ALTER TABLE public.t ADD CONSTRAINT k check ((b > 1)) NOT VALID;
COMMIT;

-- 2. validate constraint t.k: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT k;

-- 3. add constraint t.m: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT m check ((b < 9)) NOT VALID;

-- 4. validate constraint t.m: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT m;

-- 5. create partition t.t_2: declared, not there; made in place
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
CREATE TABLE public.t_2 (
    b integer,
    a integer
);
ALTER TABLE public.t_2 ADD CONSTRAINT k check ((b > 1));
ALTER TABLE public.t_2 ADD CONSTRAINT m check ((b < 9));
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
COMMIT;
