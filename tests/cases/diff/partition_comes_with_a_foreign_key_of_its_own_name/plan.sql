-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_2) needs --allow data-loss.
-- Consent: step 2 (drop table t_2) needs --allow data-loss.
-- Consent: step 3 (create partition t.t_1) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_2: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_2 CONCURRENTLY;

-- 2. drop table t_2: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_2;

-- 3. create partition t.t_1: declared, not there; made in place
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
BEGIN;
CREATE TABLE public.t_1 (
    k integer,
    id integer
);
ALTER TABLE public.t_1 ADD CONSTRAINT own foreign key (k) references r(k) on delete cascade;
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values in (4);
COMMIT;

-- 4. create partition t.t_3: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_3 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS EXCLUDING INDEXES);
ALTER TABLE public.t_3 ADD CONSTRAINT "Own" foreign key (k) references r(k) on delete cascade;
ALTER TABLE public.t ATTACH PARTITION public.t_3 for values in (3);
COMMIT;
