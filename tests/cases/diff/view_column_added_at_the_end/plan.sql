-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT t.id,
    upper(t.name) AS name,
    t.price
   FROM t
  WHERE (t.id > 0);
