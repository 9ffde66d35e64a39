-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. take sequence s from its column: it would go when the column goes
ALTER SEQUENCE public.s OWNED BY NONE;

-- 2. alter sequence free: its definition differs
ALTER SEQUENCE public.free MINVALUE -5 START WITH 3;

-- 3. give sequence s to its column: it goes when the column goes
ALTER SEQUENCE public.s OWNED BY t.n;

-- 4. change the persistence of sequence free: it is logged; from now on a crash empties it
ALTER SEQUENCE public.free SET UNLOGGED;
