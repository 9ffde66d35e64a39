-- From old to new: 4 missing.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create table t: declared, not there
BEGIN;
CREATE TABLE public.t (
    id integer not null,
    other integer
);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id);
COMMIT;

-- 2. create function is_good(t): declared, not there
CREATE OR REPLACE FUNCTION public.is_good(t)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1.id > 0$function$;

-- 3. create function next_id(): declared, not there
CREATE OR REPLACE FUNCTION public.next_id()
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (max(t.id) + 1)
    FROM t;
END;

-- 4. add constraint t.good: it uses what needs the table, which is new and empty
ALTER TABLE public.t ADD CONSTRAINT good check (is_good(t.*));

-- 5. add index t.by_good: it uses what needs the table, which is new and empty
CREATE INDEX by_good ON public.t (is_good(t.*));

-- 6. set the default of column t.id: it uses what needs the table, which is new and empty
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT next_id();

-- 7. set the default of column t.other: it uses what needs the table, which is new and empty
ALTER TABLE public.t ALTER COLUMN other SET DEFAULT 4;

-- 8. create view good_ones: declared, not there
CREATE VIEW public.good_ones AS
SELECT t.id,
    t.other
   FROM t
  WHERE is_good(t.*);
