-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. drop rule t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP RULE gone ON public.t;

-- 2. create rule log.made: declared, not there
--    lock: ACCESS EXCLUSIVE on public.log (blocks reads and writes)
CREATE RULE made AS
    ON DELETE TO public.log
   WHERE (old.id = 1) DO INSTEAD  DELETE FROM t
  WHERE (t.id = old.id);

-- 3. replace rule t."On Insert": its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP RULE "On Insert" ON public.t;
CREATE RULE "On Insert" AS
    ON INSERT TO public.t DO ( INSERT INTO log (id, what)
  VALUES (new.id, 'it''s'::text);
 INSERT INTO log (id, what)
  VALUES (new.id, 'b'::text);

 NOTIFY changed;
);
COMMENT ON RULE "On Insert" ON public.t IS 'logs';
COMMIT;

-- 4. let rule t.state be disabled: whether it fires differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DISABLE RULE state;
