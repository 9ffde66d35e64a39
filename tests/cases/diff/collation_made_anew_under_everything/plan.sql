-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 2 (drop view v; drop constraint t.t_a_key; drop function f(text); and 4 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 2. drop view v; drop constraint t.t_a_key; drop function f(text); and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    hazard: rewrite, blocks-reads, long-scan
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop constraint t.t_a_key: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT t_a_key;
-- drop function f(text): it stands in the way, and comes back below
DROP FUNCTION public.f(text);
-- make collation blind, composite type pair, domain word anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER COLLATION public.blind RENAME TO blind_old;
ALTER TYPE public.pair RENAME TO pair_old;
ALTER TYPE public.word RENAME TO word_old;
CREATE COLLATION public.blind (PROVIDER = icu, DETERMINISTIC = false, LOCALE = 'und-u-ks-level1');
CREATE TYPE public.pair AS (a text collate blind, b integer);
CREATE DOMAIN public.word AS text collate blind;
ALTER DOMAIN public.word ADD CONSTRAINT word_check check ((value <> 'x'::text));
ALTER TABLE public.child ALTER COLUMN own TYPE text COLLATE blind;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE text COLLATE blind, ALTER COLUMN a SET DEFAULT 'b'::text, ALTER COLUMN d TYPE word USING d::text::word, ALTER COLUMN e TYPE pair USING e::text::pair;
DROP DOMAIN public.word_old;
DROP TYPE public.pair_old;
DROP COLLATION public.blind_old;
-- create function f(text): put back
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS boolean
 LANGUAGE sql
BEGIN ATOMIC
 SELECT ($1 = ('x'::text COLLATE blind));
END;
-- change column t.b to text COLLATE blind: it is text
ALTER TABLE public.t ALTER COLUMN b TYPE text COLLATE blind;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.a,
    (t.b COLLATE blind) AS b
   FROM t
  ORDER BY t.a;
COMMIT;

-- 3. build the index of constraint t.t_a_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);

-- 4. add constraint t.t_a_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;

-- 5. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_b ON public.t (b, lower((c)::text) collate "POSIX");
