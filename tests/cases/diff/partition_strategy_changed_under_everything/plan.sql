-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 2 (drop view v; drop constraint o.o_id_a_fkey; make table t anew, with its rows; and 3 more) needs --allow rewrite,blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. drop view v; drop constraint o.o_id_a_fkey; make table t anew, with its rows; and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: SHARE ROW EXCLUSIVE on public.r (blocks writes)
--    hazard: rewrite, blocks-writes, blocks-reads, long-scan
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop constraint o.o_id_a_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.o DROP CONSTRAINT o_id_a_fkey;
-- make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
ALTER TABLE public.t DROP CONSTRAINT t_a_fkey;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
DROP INDEX public.i;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE TABLE public.t (
    id integer not null,
    a integer not null,
    b text
) PARTITION BY hash (id);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id, a);
CREATE INDEX i ON public.t (b);
CREATE TABLE public.t_1 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values with (modulus 1, remainder 0);
COMMENT ON TABLE public.t_1 IS 'a part';
INSERT INTO public.t (id, a, b)
SELECT id, a, b
  FROM public.t_old;
CREATE TRIGGER tr before insert ON public.t for each row execute function f();
DROP TABLE public.t_old;
-- add constraint o.o_id_a_fkey: new rows first: no scan
ALTER TABLE public.o ADD CONSTRAINT o_id_a_fkey foreign key (id, a) references t(id, a) NOT VALID;
-- add constraint t.t_a_fkey: PostgreSQL has no online form for it
ALTER TABLE public.t ADD CONSTRAINT t_a_fkey foreign key (a) references r(id);
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.id,
    t.a,
    t.b
   FROM t;
COMMIT;

-- 3. validate constraint o.o_id_a_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.o (blocks nothing but other DDL)
--    lock: ROW SHARE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.o VALIDATE CONSTRAINT o_id_a_fkey;

-- 4. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.m AS
SELECT count(*) AS count
   FROM t_1;
