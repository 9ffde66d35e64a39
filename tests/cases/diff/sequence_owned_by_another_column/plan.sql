-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. alter sequence free: its definition differs
ALTER SEQUENCE public.free MINVALUE -5 START WITH 3;

-- 2. alter sequence s: its definition differs
ALTER SEQUENCE public.s OWNED BY t.n;

-- 3. change the persistence of sequence free: it is none
ALTER SEQUENCE public.free SET UNLOGGED;
