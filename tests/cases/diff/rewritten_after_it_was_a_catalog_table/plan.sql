-- From old to new: 6 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 2 (change column t.a to integer) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column u.a to text) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change the persistence of table t) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change the with of table t: it is user_catalog_table=true
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER TABLE public.t RESET (user_catalog_table);

-- 2. change column t.a to integer: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;

-- 3. change column u.a to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.u ALTER COLUMN a TYPE text USING a::text;

-- 4. change the persistence of table t: it is logged; from now on a crash empties it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t SET UNLOGGED;

-- 5. comment on table t: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON TABLE public.t IS NULL;

-- 6. change the with of table u: it is fillfactor=70
--    lock: SHARE UPDATE EXCLUSIVE on public.u (blocks nothing but other DDL)
BEGIN;
ALTER TABLE public.u SET (user_catalog_table=true);
ALTER TABLE public.u RESET (fillfactor);
COMMIT;
