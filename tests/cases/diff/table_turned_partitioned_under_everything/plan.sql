-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 2 (drop view of_t; drop function count_t(); make table t anew, with its rows; and 5 more) needs --allow rewrite,blocks-writes,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. drop view of_t; drop function count_t(); make table t anew, with its rows; and 5 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.of_t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: SHARE ROW EXCLUSIVE on public.parent (blocks writes)
--    hazard: rewrite, blocks-writes, blocks-reads, long-scan
BEGIN;
-- drop view of_t: it comes back below
DROP VIEW public.of_t;
-- drop function count_t(): it stands in the way, and comes back below
DROP FUNCTION public.count_t();
-- make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
ALTER TABLE public.t DROP CONSTRAINT t_parent_id_fkey;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
DROP INDEX public.t_kind_idx;
ALTER TABLE public.t RENAME TO t_old;
CREATE TABLE public.t (
    id integer not null,
    kind text not null,
    parent_id integer,
    total integer generated always as ((id * 2)) stored
) PARTITION BY list (kind);
ALTER TABLE public.t ADD CONSTRAINT t_id_check check ((id > 0));
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id, kind);
CREATE INDEX t_kind_idx ON public.t (kind);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE TABLE public.t_a (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_a for values in ('a');
CREATE TABLE public.t_rest (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_rest default;
ALTER TABLE public.t_old NO FORCE ROW LEVEL SECURITY;
SET LOCAL row_security = off;
INSERT INTO public.t (id, kind, parent_id)
SELECT id, kind, parent_id
  FROM ONLY public.t_old;
CREATE TRIGGER touch before update ON public.t for each row execute function touch();
CREATE POLICY own ON public.t using ((id > 1));
DROP TABLE public.t_old;
-- create function count_t(): put back
CREATE OR REPLACE FUNCTION public.count_t()
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT count(*) AS count
    FROM t;
END;
-- add constraint t.t_parent_id_fkey: PostgreSQL has no online form for it
ALTER TABLE public.t ADD CONSTRAINT t_parent_id_fkey foreign key (parent_id) references parent(id);
-- create view of_t: put back
CREATE VIEW public.of_t AS
SELECT t.id,
    t.kind
   FROM t;
-- give table t its owner and privileges: as before
GRANT SELECT ON TABLE public.t TO PUBLIC;
-- give column t.kind its owner and privileges: as before
GRANT UPDATE (kind) ON TABLE public.t TO PUBLIC;
COMMIT;

-- 3. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.m AS
SELECT count(*) AS n
   FROM of_t;
