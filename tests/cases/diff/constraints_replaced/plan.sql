-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. build the index of constraint t.key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY key_new ON public.t (a, b);

-- 2. add constraint t.key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT key;
ALTER TABLE public.t ADD CONSTRAINT key PRIMARY KEY USING INDEX key_new;
COMMIT;

-- 3. add constraint t.positive: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT positive;
ALTER TABLE public.t ADD CONSTRAINT positive check ((b > 1)) NOT VALID;
COMMIT;

-- 4. validate constraint t.positive: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT positive;

-- 5. validate constraint t.small: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT small;

-- 6. add constraint t.other: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT other;
ALTER TABLE public.t ADD CONSTRAINT other foreign key (b) references p(id) on delete cascade NOT VALID;
COMMIT;

-- 7. validate constraint t.other: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ROW SHARE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT other;

-- 8. validate constraint t.parent: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ROW SHARE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT parent;
