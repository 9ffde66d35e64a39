-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop constraint b.target; drop table a; create table c; add constraint b.target) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:a=c
SET search_path = public;

-- 1. drop constraint b.target; drop table a; create table c; add constraint b.target: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
--    hazard: data-loss
BEGIN;
-- drop constraint b.target: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.b DROP CONSTRAINT target;
-- drop table a: not declared
DROP TABLE public.a;
-- create table c: declared, not there
CREATE TABLE public.c (
    id integer not null
);
ALTER TABLE public.c ADD CONSTRAINT c_pkey primary key (id);
-- add constraint b.target: new rows first: no scan
ALTER TABLE public.b ADD CONSTRAINT target foreign key (a_id) references c(id) NOT VALID;
COMMIT;

-- 2. validate constraint b.target: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT target;
