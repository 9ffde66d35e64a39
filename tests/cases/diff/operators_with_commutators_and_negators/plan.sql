-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create operator !==(pair, pair): declared, not there
CREATE OPERATOR public.!== (FUNCTION = pair_ne, LEFTARG = pair, RIGHTARG = pair, COMMUTATOR = OPERATOR(public.!==), NEGATOR = OPERATOR(public.===));

-- 2. create operator ===(pair, pair): declared, not there
BEGIN;
CREATE OPERATOR public.=== (FUNCTION = pair_eq, LEFTARG = pair, RIGHTARG = pair, COMMUTATOR = OPERATOR(public.===), NEGATOR = OPERATOR(public.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR public.===(pair, pair) IS 'the same first';
COMMIT;

-- 3. create view v: declared, not there
CREATE VIEW public.v AS
SELECT t.p
   FROM t
  WHERE (t.p === ROW(1, 2)::pair);
