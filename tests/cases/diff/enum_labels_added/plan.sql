-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add 'new' to enum status: declared, not there
ALTER TYPE public.status ADD VALUE 'new' BEFORE 'draft';

-- 2. add 'can''t' to enum status: declared, not there
ALTER TYPE public.status ADD VALUE 'can''t' AFTER 'draft';

-- 3. add 'gone' to enum status: declared, not there
ALTER TYPE public.status ADD VALUE 'gone' AFTER 'done';

-- 4. comment on enum status: the comment differs
COMMENT ON TYPE public.status IS 'where it stands';
