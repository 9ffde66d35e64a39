-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 4 (change column t.a to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop rule t.logged: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP RULE logged ON public.t;

-- 2. drop trigger t.touch: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER touch ON public.t;

-- 3. drop policy t.own: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY own ON public.t;

-- 4. change column t.a to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;

-- 5. create trigger t.touch: put back
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER touch before update of a ON public.t for each row when ((new.a > 1)) execute function touch();

-- 6. create rule t.logged: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE RULE logged AS
    ON INSERT TO public.t DO  INSERT INTO log (a)
  VALUES (new.a);

-- 7. create policy t.own: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY own ON public.t using ((a > 1));
