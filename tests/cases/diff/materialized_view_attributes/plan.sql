-- From old to new: 1 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. drop index m.gone: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.gone;

-- 2. create index m.made: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY made ON public.m (id);

-- 3. build the new index m.changed: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY changed_new ON public.m (id, name);

-- 4. drop index m.changed: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.changed;

-- 5. name the new index m.changed: it takes the old one's place
ALTER INDEX public.changed_new RENAME TO changed;

-- 6. change the owner of materialized view m: it is postgres
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
ALTER MATERIALIZED VIEW public.m OWNER TO pgkeel_case_owner;

-- 7. change the with of materialized view m: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
ALTER TABLE public.m SET (fillfactor=50, autovacuum_enabled=false);

-- 8. comment on column m.name: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
COMMENT ON COLUMN public.m.name IS 'a name';

-- 9. change the storage of column m.name: it is none
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
ALTER TABLE public.m ALTER COLUMN name SET STORAGE external;

-- 10. change the statistics target of column m.name: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
ALTER TABLE ONLY public.m ALTER COLUMN name SET STATISTICS 10;
