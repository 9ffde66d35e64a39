-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 4 (drop table a) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:a=c
SET search_path = public;

-- 1. create table c: declared, not there
BEGIN;
CREATE TABLE public.c (
    id integer not null
);
ALTER TABLE public.c ADD CONSTRAINT c_pkey primary key (id);
COMMIT;

-- 2. add constraint b.target: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT target;
ALTER TABLE public.b ADD CONSTRAINT target foreign key (a_id) references c(id) NOT VALID;
COMMIT;

-- 3. validate constraint b.target: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT target;

-- 4. drop table a: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.a;
