-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop rule t.logged; drop trigger t.touch; drop policy t.own; and 4 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop rule t.logged; drop trigger t.touch; drop policy t.own; and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop rule t.logged: it stands in the way, and comes back below; until then it does not hold
DROP RULE logged ON public.t;
-- drop trigger t.touch: it stands in the way, and comes back below; until then it does not hold
DROP TRIGGER touch ON public.t;
-- drop policy t.own: it stands in the way, and comes back below; until then it does not hold
DROP POLICY own ON public.t;
-- change column t.a to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;
-- create trigger t.touch: put back
CREATE TRIGGER touch before update of a ON public.t for each row when ((new.a > 1)) execute function touch();
-- create rule t.logged: put back
CREATE RULE logged AS
    ON INSERT TO public.t DO  INSERT INTO log (a)
  VALUES (new.a);
-- create policy t.own: put back
CREATE POLICY own ON public.t using ((a > 1));
COMMIT;
