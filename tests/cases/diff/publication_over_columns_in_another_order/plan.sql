-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Note: column order of table t: c, a, id; declared id, a, c
-- Note: column order of table u: id, b, a; declared id, a, b
SET search_path = public;

-- 1. replace publication q: its definition differs
BEGIN;
DROP PUBLICATION q;
CREATE PUBLICATION q FOR TABLE ONLY public.u (a, id) WITH (publish = 'insert, update, delete, truncate');
COMMIT;
