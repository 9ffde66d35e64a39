-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; make table t anew, with its rows; create view v) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; make table t anew, with its rows; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- make table t anew, with its rows: the type of a column by which a table is partitioned cannot be altered; its rows are copied
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
ALTER TABLE public.t_2 RENAME TO t_2_old;
ALTER TABLE public.t_1_x RENAME TO t_1_x_old;
CREATE TABLE public.t (
    a integer,
    k character varying(20) not null
) PARTITION BY list (a);
CREATE TABLE public.t_1 PARTITION OF public.t for values in (1) partition by list (k);
CREATE TABLE public.t_1_x (LIKE public.t_1 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_1 ATTACH PARTITION public.t_1_x for values in ('x');
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
INSERT INTO public.t (a, k)
SELECT a, k
  FROM public.t_old;
DROP TABLE public.t_old;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.k,
    count(*) AS count
   FROM t
  GROUP BY t.k;
COMMIT;
