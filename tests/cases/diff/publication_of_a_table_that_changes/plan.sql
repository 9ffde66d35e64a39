-- From old to new: 2 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop publication p) needs --allow data-loss.
-- Consent: step 2 (drop table dropped) needs --allow data-loss.
-- Consent: step 3 (change column a.id to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change column a.kind to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 6 (drop column a.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop publication p: it stands in the way, and comes back below; what is written until then is not published
--    hazard: data-loss
DROP PUBLICATION p;

-- 2. drop table dropped: not declared
--    lock: ACCESS EXCLUSIVE on public.dropped (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.dropped;

-- 3. change column a.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a ALTER COLUMN id TYPE bigint USING id::bigint;

-- 4. change column a.kind to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a ALTER COLUMN kind TYPE bigint USING kind::bigint;

-- 5. create publication p: put back
CREATE PUBLICATION p FOR TABLE ONLY public.a (id, kind) WHERE ((kind > 5)) WITH (publish = 'insert, update, delete, truncate');

-- 6. drop column a.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.a DROP COLUMN gone;
