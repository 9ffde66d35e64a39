-- From old to new: 3 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (detach partition t_1.t_1_old) needs --allow data-loss.
-- Consent: step 2 (drop table t_1_old) needs --allow data-loss.
-- Consent: step 4 (create partition u.u_1) needs --allow blocks-reads.
-- Consent: step 6 (create partition t.t_2) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t_1.t_1_old: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t_1 DETACH PARTITION public.t_1_old CONCURRENTLY;

-- 2. drop table t_1_old: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1_old;

-- 3. create table u: declared, not there
CREATE TABLE public.u (
    id integer
) PARTITION BY range (id);

-- 4. create partition u.u_1: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: blocks-reads
CREATE TABLE public.u_1 PARTITION OF public.u for values from (0) to (10) partition by range (id);

-- 5. create partition u_1.u_1_a: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.u_1 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.u_1_a (LIKE public.u_1 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.u_1 ATTACH PARTITION public.u_1_a for values from (0) to (5);
COMMIT;

-- 6. create partition t.t_2: declared, not there; a partition that is partitioned itself cannot be made apart
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
CREATE TABLE public.t_2 PARTITION OF public.t for values from (10) to (20) partition by list (region);

-- 7. create partition t_2.t_2_eu: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2_eu (LIKE public.t_2 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_2 ATTACH PARTITION public.t_2_eu for values in ('eu');
COMMIT;

-- 8. create partition t_1.t_1_eu: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_1_eu (LIKE public.t_1 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_1 ATTACH PARTITION public.t_1_eu for values in ('eu');
COMMIT;
