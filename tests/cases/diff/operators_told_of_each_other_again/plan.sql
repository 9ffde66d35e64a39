-- From old to new: 1 unexpected, 5 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. drop operator "Odd.s".~>(bigint, integer); drop operator !=#(integer, integer); drop operator ==#(integer, integer); and 6 more: in one transaction, so that nobody misses what goes and comes back
BEGIN;
-- drop operator "Odd.s".~>(bigint, integer): it comes back below: only as it is made it names its commutator and its negator, or loses them
DROP OPERATOR "Odd.s".~>(bigint, integer);
-- drop operator !=#(integer, integer): it comes back below: only as it is made it names its commutator and its negator, or loses them
DROP OPERATOR public.!=#(integer, integer);
-- drop operator ==#(integer, integer): it comes back below: only as it is made it names its commutator and its negator, or loses them
DROP OPERATOR public.==#(integer, integer);
-- drop operator ===(integer, integer): it comes back below: only as it is made it names its commutator and its negator, or loses them
DROP OPERATOR public.===(integer, integer);
-- create operator "Odd.s".~>(bigint, integer): put back
CREATE OPERATOR "Odd.s".~> (FUNCTION = more, LEFTARG = bigint, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.<~));
-- create operator !=#(integer, integer): put back
CREATE OPERATOR public.!=# (FUNCTION = other, LEFTARG = integer, RIGHTARG = integer);
-- create operator ==#(integer, integer): put back
CREATE OPERATOR public.==# (FUNCTION = same, LEFTARG = integer, RIGHTARG = integer);
COMMENT ON OPERATOR public.==#(integer, integer) IS 'the same';
-- drop operator !==(integer, integer): not declared
DROP OPERATOR public.!==(integer, integer);
-- create operator ===(integer, integer): put back
CREATE OPERATOR public.=== (FUNCTION = same, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(public.!==));
COMMIT;

-- 2. replace operator ==@(integer, integer): its definition differs
BEGIN;
DROP OPERATOR public.==@(integer, integer);
CREATE OPERATOR public.==@ (FUNCTION = same, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(public.!=@));
COMMIT;
