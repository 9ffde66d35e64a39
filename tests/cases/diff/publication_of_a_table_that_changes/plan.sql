-- From old to new: 2 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop publication p; drop table dropped; change column a.id to bigint; and 2 more) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 2 (drop column a.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop publication p; drop table dropped; change column a.id to bigint; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.dropped (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- drop publication p: it stands in the way, and comes back below; what is written until then is not published
DROP PUBLICATION p;
-- drop table dropped: not declared
DROP TABLE public.dropped;
-- change column a.id to bigint: it is integer
ALTER TABLE public.a ALTER COLUMN id TYPE bigint USING id::bigint;
-- change column a.kind to bigint: it is integer
ALTER TABLE public.a ALTER COLUMN kind TYPE bigint USING kind::bigint;
-- create publication p: put back
CREATE PUBLICATION p FOR TABLE ONLY public.a (id, kind) WHERE ((kind > 5)) WITH (publish = 'insert, update, delete, truncate');
COMMIT;

-- 2. drop column a.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.a DROP COLUMN gone;
