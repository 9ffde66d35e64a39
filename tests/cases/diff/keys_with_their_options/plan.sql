-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. build the index of constraint t.late: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY late_new ON public.t (b);

-- 2. add constraint t.late: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT late;
ALTER TABLE public.t ADD CONSTRAINT late UNIQUE USING INDEX late_new deferrable initially deferred;
COMMENT ON CONSTRAINT late ON public.t IS 'late';
COMMIT;

-- 3. build the index of constraint t.more: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY more_new ON public.t (c) include (a);

-- 4. add constraint t.more: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT more;
ALTER TABLE public.t ADD CONSTRAINT more UNIQUE USING INDEX more_new;
ALTER INDEX public.more SET (fillfactor=70);
COMMIT;

-- 5. build the index of constraint t.t_a_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_key_new ON public.t (a) NULLS NOT DISTINCT;

-- 6. add constraint t.t_a_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_a_key;
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key_new;
COMMIT;

-- 7. comment on constraint t.late: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON CONSTRAINT late ON public.t IS 'late';

-- 8. change the with of constraint t.more: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER INDEX public.more SET (fillfactor=70);
