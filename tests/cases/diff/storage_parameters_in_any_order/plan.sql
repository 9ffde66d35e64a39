-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. create table new: declared, not there
CREATE TABLE public.new (
    a integer
) WITH (parallel_workers=2, fillfactor=80);

-- 2. change the with of table more: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.more (blocks nothing but other DDL)
ALTER TABLE public.more SET (parallel_workers=2, fillfactor=80, autovacuum_enabled=off);
