-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 6 (drop column t.old_name) needs --allow data-loss.
SET search_path = public;
SET check_function_bodies = off;

-- 1. add column t.new_name: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN new_name text not null default ''::text;

-- 2. build the new index t.t_name: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_name_new ON public.t (new_name);

-- 3. drop index t.t_name: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_name;

-- 4. name the new index t.t_name: it takes the old one's place
ALTER INDEX public.t_name_new RENAME TO t_name;

-- 5. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT t.id,
    t.new_name AS name
   FROM t;

-- 6. drop column t.old_name: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN old_name;
