-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint b.x: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT x;
ALTER TABLE public.b ADD CONSTRAINT x foreign key (x) references a(id) deferrable initially deferred NOT VALID;
COMMENT ON CONSTRAINT x ON public.b IS 'kept';
COMMIT;

-- 2. validate constraint b.x: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT x;

-- 3. add constraint b.y: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT y;
ALTER TABLE public.b ADD CONSTRAINT y foreign key (y) references a(id) NOT VALID;
COMMIT;

-- 4. validate constraint b.y: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT y;

-- 5. add constraint b.z: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT z;
ALTER TABLE public.b ADD CONSTRAINT z foreign key (z) references a(id) deferrable initially deferred NOT VALID;
COMMIT;

-- 6. validate constraint b.z: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT z;
