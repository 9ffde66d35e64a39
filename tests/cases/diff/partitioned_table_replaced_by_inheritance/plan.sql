-- From old to new: 2 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss,blocks-reads.
-- Consent: step 2 (detach partition t.t_2) needs --allow data-loss,blocks-reads.
-- Consent: step 3 (make table t anew, with its rows) needs --allow blocks-reads,rewrite.
-- Consent: step 4 (make table t_1 anew, with its rows) needs --allow blocks-reads,rewrite.
-- Consent: step 5 (make table t_2 anew, with its rows) needs --allow blocks-reads,rewrite.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_1;

-- 2. detach partition t.t_2: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_2;

-- 3. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads, rewrite
BEGIN;
ALTER TABLE public.t RENAME TO t_old;
CREATE TABLE public.t (
    a integer,
    b integer
);
INSERT INTO public.t (a, b)
SELECT a, b
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;

-- 4. make table t_1 anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads, rewrite
BEGIN;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE TABLE public.t_1 (
) INHERITS (t);
ALTER TABLE public.t_1 ADD CONSTRAINT t_1_a_check check ((a = 1));
INSERT INTO public.t_1 (a, b)
SELECT a, b
  FROM ONLY public.t_1_old;
DROP TABLE public.t_1_old;
COMMIT;

-- 5. make table t_2 anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: blocks-reads, rewrite
BEGIN;
ALTER TABLE public.t_2 RENAME TO t_2_old;
CREATE TABLE public.t_2 (
) INHERITS (t);
ALTER TABLE public.t_2 ADD CONSTRAINT t_2_a_check check ((a = 2));
INSERT INTO public.t_2 (a, b)
SELECT a, b
  FROM ONLY public.t_2_old;
DROP TABLE public.t_2_old;
COMMIT;
