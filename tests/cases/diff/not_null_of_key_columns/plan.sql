-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. check column t.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT b_is_not_null;

-- 3. set column t.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 4. build the index of constraint t.t_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON public.t (b);

-- 5. add constraint t.t_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new;
COMMIT;

-- 6. let column t.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- 7. let column t.id be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;
