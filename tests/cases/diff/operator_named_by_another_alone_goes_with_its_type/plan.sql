-- From old to new: 1 missing, 6 unexpected.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. create table t: declared, not there
CREATE TABLE public.t (
    a integer
);

-- 2. drop operator <<<(integer, kind): not declared
DROP OPERATOR public.<<<(integer, kind);

-- 3. drop operator <<<(ver, integer): not declared
DROP OPERATOR public.<<<(ver, integer);

-- 4. drop function kind_lt(integer, kind): not declared
DROP FUNCTION public.kind_lt(integer, kind);

-- 5. drop function ver_lt(ver, integer): not declared
DROP FUNCTION public.ver_lt(ver, integer);

-- 6. drop composite type ver: not declared
BEGIN;
DROP OPERATOR IF EXISTS public.>>>(integer, ver);
DROP TYPE public.ver;
COMMIT;

-- 7. drop enum kind: not declared
BEGIN;
DROP OPERATOR IF EXISTS public.>>>=(integer, kind);
DROP TYPE public.kind;
COMMIT;
