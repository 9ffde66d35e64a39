-- From old to new: 3 missing, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. add 'b' to enum status: declared, not there
ALTER TYPE public.status ADD VALUE 'b' AFTER 'a';

-- 2. create function f(status): declared, not there
CREATE OR REPLACE FUNCTION public.f(s status DEFAULT 'b'::status)
 RETURNS status
 LANGUAGE sql
 IMMUTABLE
RETURN s;

-- 3. set the default of column t.s: it is 'a'::status
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'b'::status;

-- 4. add constraint t.t_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_check check (((s <> 'b'::status) or (id > 0))) NOT VALID;

-- 5. validate constraint t.t_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_check;

-- 6. create view bs: declared, not there
CREATE VIEW public.bs AS
SELECT t.id
   FROM t
  WHERE (t.s = 'b'::status);
