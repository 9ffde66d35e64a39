-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace view numbers: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.numbers (blocks reads and writes)
CREATE OR REPLACE VIEW public.numbers AS
WITH RECURSIVE numbers(n) AS (
         VALUES (1)
        UNION ALL
         SELECT (numbers_1.n + 1)
           FROM numbers numbers_1
          WHERE (numbers_1.n < 100)
        )
 SELECT numbers.n
   FROM numbers;
