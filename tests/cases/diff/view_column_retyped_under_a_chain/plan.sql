-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Consent: step 1 (drop view "Top") needs --allow blocks-reads.
-- Consent: step 4 (drop materialized view totals) needs --allow blocks-reads.
-- Consent: step 5 (drop view prices; change column t.price to numeric(10,2); create view prices) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view "Top": it comes back below
--    lock: ACCESS EXCLUSIVE on public."Top" (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public."Top";

-- 2. drop function dearest(): it stands in the way, and comes back below
DROP FUNCTION public.dearest();

-- 3. drop function plain(totals): it stands in the way, and comes back below
DROP FUNCTION public.plain(totals);

-- 4. drop materialized view totals: it comes back below
--    lock: ACCESS EXCLUSIVE on public.totals (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.totals;

-- 5. drop view prices; change column t.price to numeric(10,2); create view prices: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.prices (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view prices: it comes back below
DROP VIEW public.prices;
-- change column t.price to numeric(10,2): it is integer
ALTER TABLE public.t ALTER COLUMN price TYPE numeric(10,2) USING price::numeric(10,2);
-- create view prices: put back
CREATE VIEW public.prices AS
SELECT t.id,
    (t.price * (2)::numeric) AS price
   FROM t;
COMMIT;

-- 6. create materialized view totals: put back; what it holds is computed anew
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.totals AS
SELECT prices.id,
    sum(prices.price) AS total
   FROM prices
  GROUP BY prices.id;
CREATE UNIQUE INDEX totals_id ON public.totals (id);
CREATE INDEX totals_total ON public.totals (total) where (total > (0)::numeric);
COMMIT;

-- 7. create function dearest(): put back
CREATE OR REPLACE FUNCTION public.dearest()
 RETURNS SETOF totals
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT totals.id,
     totals.total
    FROM totals
   ORDER BY totals.total DESC;
END;

-- 8. create function plain(totals): put back
CREATE OR REPLACE FUNCTION public.plain(totals)
 RETURNS text
 LANGUAGE plpgsql
AS $function$BEGIN RETURN 1; END$function$;

-- 9. create view "Top": put back
CREATE VIEW public."Top" AS
SELECT dearest.id,
    dearest.total
   FROM dearest() dearest(id, total);
