-- From old to new: 1 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. drop trigger v.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
DROP TRIGGER gone ON public.v;

-- 2. set the default of column v.id: it is 1
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
ALTER TABLE public.v ALTER COLUMN id SET DEFAULT 2;

-- 3. set the default of column v.name: it is none
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
ALTER TABLE public.v ALTER COLUMN name SET DEFAULT 'x'::text;

-- 4. create trigger v.made: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.v (blocks writes)
BEGIN;
CREATE TRIGGER made instead of update ON public.v for each row execute function touch();
COMMENT ON TRIGGER made ON public.v IS 'a trigger';
COMMIT;

-- 5. replace rule v.changed: its definition differs
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
DROP RULE changed ON public.v;
CREATE RULE changed AS
    ON INSERT TO public.v DO INSTEAD  INSERT INTO t (id)
  VALUES (new.id);
COMMENT ON RULE changed ON public.v IS 'a rule';
COMMIT;

-- 6. comment on column v.id: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.v (blocks nothing but other DDL)
COMMENT ON COLUMN public.v.id IS NULL;

-- 7. comment on column v.name: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.v (blocks nothing but other DDL)
COMMENT ON COLUMN public.v.name IS 'new';
