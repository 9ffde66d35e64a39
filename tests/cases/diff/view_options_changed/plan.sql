-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace view a: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
CREATE OR REPLACE VIEW public.a with (security_barrier=true, security_invoker=true) as
SELECT t.id
   FROM t;

-- 2. replace view b: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
CREATE OR REPLACE VIEW public.b AS
SELECT t.id
   FROM t;

-- 3. replace view c: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
CREATE OR REPLACE VIEW public.c with (check_option=cascaded) as
SELECT t.id
   FROM t
  WHERE (t.id > 0);
