-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT t.id,
    t.name,
    length(t.name) AS long
   FROM t;

-- 2. replace function rows_of_v(): its definition differs
CREATE OR REPLACE FUNCTION public.rows_of_v()
 RETURNS SETOF v
 LANGUAGE sql
BEGIN ATOMIC
 SELECT v.id,
     v.name,
     v.long
    FROM v;
END;
