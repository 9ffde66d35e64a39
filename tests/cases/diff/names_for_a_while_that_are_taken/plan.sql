-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (add column t.id) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column t.id: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
CREATE SEQUENCE public.t_id_seq_first_1 AS integer;
ALTER TABLE public.t ADD COLUMN id integer not null DEFAULT nextval('public.t_id_seq_first_1');
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED always as identity;
SELECT setval('public.t_id_seq', last_value, is_called) FROM public.t_id_seq_first_1;
DROP SEQUENCE public.t_id_seq_first_1;
COMMIT;

-- 2. build the new index u.u_i: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.u (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY u_i_new_1 ON public.u (b);

-- 3. drop index u.u_i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.u (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.u_i;

-- 4. name the new index u.u_i: it takes the old one's place
ALTER INDEX public.u_i_new_1 RENAME TO u_i;
