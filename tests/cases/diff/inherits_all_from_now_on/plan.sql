-- From old to new: 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table child anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table child anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.child RENAME TO child_old;
CREATE TABLE public.child (
    own text
) INHERITS (parent);
INSERT INTO public.child (id, n, own)
SELECT id, n, own
  FROM ONLY public.child_old;
DROP TABLE public.child_old;
COMMIT;
