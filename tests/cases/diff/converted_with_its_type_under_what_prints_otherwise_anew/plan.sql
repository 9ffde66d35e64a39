-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Consent: step 4 (drop constraint s.s_a_check; drop constraint t.t_x_check; drop constraint t.z; and 7 more) needs --allow rewrite,blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop index s.si: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.s (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.si;

-- 2. drop index t.i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.i;

-- 3. drop index t.j: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.j;

-- 4. drop constraint s.s_a_check; drop constraint t.t_x_check; drop constraint t.z; and 7 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.s (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: rewrite, blocks-writes, blocks-reads, long-scan
BEGIN;
-- drop constraint s.s_a_check: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.s DROP CONSTRAINT s_a_check;
-- drop constraint t.t_x_check: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT t_x_check;
-- drop constraint t.z: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT z;
-- drop constraint u.u_c_excl: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.u DROP CONSTRAINT u_c_excl;
-- make enum e, domain d anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
ALTER TYPE public.e RENAME TO e_old;
ALTER TYPE public.d RENAME TO d_old;
CREATE TYPE public.e AS ENUM ('a', 'b', 'c');
CREATE DOMAIN public.d AS character varying(9);
ALTER DOMAIN public.d ADD CONSTRAINT d_check check (((value)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[])));
ALTER TABLE public.s ALTER COLUMN a TYPE d;
ALTER TABLE public.t ALTER COLUMN x TYPE e USING x::text::e;
ALTER TABLE public.u ALTER COLUMN c TYPE e USING c::text::e;
DROP DOMAIN public.d_old;
DROP TYPE public.e_old;
-- change column s.b to character varying(6): it is character varying(4)
ALTER TABLE public.s ALTER COLUMN b TYPE character varying(6);
-- add constraint s.s_a_check: new rows first: no scan
ALTER TABLE public.s ADD CONSTRAINT s_a_check check (((a)::text = any ((array['x'::character varying, 'y'::character varying]::character varying[])::text[]))) NOT VALID;
-- add constraint t.t_x_check: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT t_x_check check ((((x >= 'a'::e) and (x <= 'b'::e))::boolean and (x <> 'c'::e))) NOT VALID;
-- add constraint t.z: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT z check ((((y >= 1) and (y <= 2))::boolean and (x is not null))) NOT VALID;
-- add constraint u.u_c_excl: PostgreSQL has no online form for it
ALTER TABLE public.u ADD CONSTRAINT u_c_excl exclude using btree (c with =) where (((v)::text = any ((array['k'::character varying, 'l'::character varying]::character varying[])::text[])));
COMMIT;

-- 5. validate constraint s.s_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.s (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.s VALIDATE CONSTRAINT s_a_check;

-- 6. validate constraint t.t_x_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_x_check;

-- 7. validate constraint t.z: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT z;

-- 8. create index s.si: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.s (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY si ON public.s (a) where (((b)::text = any ((array['p'::character varying, 'q'::character varying]::character varying[])::text[])) and ((a)::text <> 'z'::text));

-- 9. create index t.i: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i ON public.t (y) where (((y >= 1) and (y <= 2))::boolean and (x is not null));

-- 10. create index t.j: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY j ON public.t (x) where (((y >= 1) and (y <= 2))::boolean and (y <> 3));
