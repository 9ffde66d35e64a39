-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop index orders.orders_first) needs --allow blocks-reads.
-- Consent: step 2 (drop index orders.orders_second) needs --allow blocks-reads.
-- Consent: step 3 (create index orders.orders_first) needs --allow blocks-writes.
-- Consent: step 4 (create index orders.orders_second) needs --allow blocks-writes.
-- Note: if this is a rename, say so: --rename index:orders_eu_2026.orders_eu_2026_at_idx1=by_hand_too
SET search_path = public;

-- 1. drop index orders.orders_first: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.orders (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.orders_first;

-- 2. drop index orders.orders_second: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.orders (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.orders_second;

-- 3. create index orders.orders_first: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.orders (blocks writes)
--    hazard: blocks-writes, long-scan
BEGIN;
CREATE INDEX orders_eu_2026_at_idx ON public.orders_eu_2026 (at);
CREATE INDEX orders_us_at_idx ON public.orders_us (at);
CREATE INDEX orders_eu_at_idx ON public.orders_eu (at);
CREATE INDEX orders_first ON public.orders (at);
COMMIT;

-- 4. create index orders.orders_second: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.orders (blocks writes)
--    hazard: blocks-writes, long-scan
BEGIN;
CREATE INDEX by_hand_too ON public.orders_eu_2026 (at);
CREATE INDEX by_hand ON public.orders_us (at);
CREATE INDEX orders_eu_at_idx1 ON public.orders_eu (at);
CREATE INDEX orders_second ON public.orders (at);
COMMIT;
