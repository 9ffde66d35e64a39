-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT t.a,
    t.b
   FROM t;

-- 2. drop the default of column v.a: it is 5
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
ALTER TABLE public.v ALTER COLUMN a DROP DEFAULT;

-- 3. set the default of column v.b: it is none
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
ALTER TABLE public.v ALTER COLUMN b SET DEFAULT 6;

-- 4. replace rule v.ins: its definition differs
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
DROP RULE ins ON public.v;
CREATE RULE ins AS
    ON INSERT TO public.v DO INSTEAD  INSERT INTO t (a, b)
  VALUES (new.a, new.b)
  RETURNING t.a,
    t.b;
COMMIT;
