-- From old to new: 8 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
SET search_path = public;

-- 1. comment on sequence "Counter": the comment differs
COMMENT ON SEQUENCE public."Counter" IS NULL;

-- 2. change the privileges of sequence "Counter": it is grant usage to public
REVOKE USAGE ON SEQUENCE public."Counter" FROM PUBLIC CASCADE;

-- 3. comment on sequence s: the comment differs
COMMENT ON SEQUENCE public.s IS NULL;

-- 4. rename the sequence of column t."ID", column t.id, column t.n: it is "t_ID_seq", "Counter", s
BEGIN;
ALTER SEQUENCE public."t_ID_seq" RENAME TO t_id_seq1;
ALTER SEQUENCE public."Counter" RENAME TO t_id_seq;
ALTER SEQUENCE public.s RENAME TO t_n_seq;
COMMIT;

-- 5. comment on sequence t_n_seq: the comment differs
COMMENT ON SEQUENCE public.t_n_seq IS 'Other';

-- 6. change the privileges of sequence t_n_seq: it is none
GRANT SELECT ON SEQUENCE public.t_n_seq TO PUBLIC;
