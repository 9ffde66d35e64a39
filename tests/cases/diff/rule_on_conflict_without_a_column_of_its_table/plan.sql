-- From old to new: 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (drop column kv.ns) needs --allow data-loss.
SET search_path = public;

-- 1. drop rule kv_v.kv_up: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.kv_v (blocks reads and writes)
DROP RULE kv_up ON public.kv_v;

-- 2. build the index of constraint kv.kv_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.kv (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY kv_key_new ON public.kv (k);

-- 3. add constraint kv.kv_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.kv (blocks reads and writes)
BEGIN;
ALTER TABLE public.kv DROP CONSTRAINT kv_key;
ALTER TABLE public.kv ADD CONSTRAINT kv_key UNIQUE USING INDEX kv_key_new;
COMMIT;

-- 4. drop column kv.ns: not declared
--    lock: ACCESS EXCLUSIVE on public.kv (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.kv DROP COLUMN ns;

-- 5. create rule kv_v.kv_up: put back
--    lock: ACCESS EXCLUSIVE on public.kv_v (blocks reads and writes)
CREATE RULE kv_up AS
    ON INSERT TO public.kv_v DO INSTEAD  INSERT INTO kv (k, v)
  VALUES (new.k, new.v) ON CONFLICT ON CONSTRAINT kv_key DO UPDATE SET v = excluded.v;
