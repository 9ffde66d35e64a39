-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
SET search_path = public;

-- 1. change the privileges of column t_1.a: it is grant select to pgkeel_case_reader
REVOKE SELECT (a) ON TABLE public.t_1 FROM pgkeel_case_reader CASCADE;

-- 2. change the privileges of column v.a: it is grant select to pgkeel_case_reader
REVOKE SELECT (a) ON TABLE public.v FROM pgkeel_case_reader CASCADE;
