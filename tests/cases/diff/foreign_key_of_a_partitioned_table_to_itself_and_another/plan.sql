-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. create table other: declared, not there
CREATE TABLE public.other (
    id integer
);
