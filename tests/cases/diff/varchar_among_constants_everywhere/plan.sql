-- From old to new: 11 missing, 1 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
-- Consent: step 2 (create domain constraint d.d_check) needs --allow blocks-writes.
-- Consent: step 3 (add column t.computed) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function is_known(character varying): declared, not there
CREATE OR REPLACE FUNCTION public.is_known(word character varying)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN ((word)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying]::character varying[])::text[]));

-- 2. create domain constraint d.d_check: declared, not there
--    hazard: long-scan, blocks-writes
ALTER DOMAIN public.d ADD CONSTRAINT d_check check (((value)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[])));

-- 3. add column t.computed: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN computed boolean generated always as (((word)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[]))) stored;

-- 4. add constraint t.t_amount_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_amount_check check ((amount = any ((array[1, 2]::integer[])::numeric[]))) NOT VALID;

-- 5. validate constraint t.t_amount_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_amount_check;

-- 6. add constraint t.t_word_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_word_check check (((word)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[]))) NOT VALID;

-- 7. validate constraint t.t_word_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_word_check;

-- 8. add constraint t.t_word_check1: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_word_check1 check (((word)::text <> all ((array['])::'::character varying, 'd'::character varying]::character varying[])::text[]))) NOT VALID;

-- 9. validate constraint t.t_word_check1: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_word_check1;

-- 10. create index t.i: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i ON public.t (id) where ((word)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[]));

-- 11. create materialized view m: declared, not there
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.m AS
SELECT t.word,
    count(*) FILTER (WHERE ((t.word)::text <> ALL ((ARRAY['a'::character varying, 'b'::character varying]::character varying[])::text[]))) AS count
   FROM t
  GROUP BY t.word;

-- 12. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT t.id
   FROM t
  WHERE ((t.word)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying, 'c'::character varying]::character varying[])::text[]));

-- 13. create trigger t.g: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER g before update ON public.t for each row when (((new.word)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[]))) execute function f();

-- 14. create rule t.r: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE RULE r AS
    ON DELETE TO public.t
   WHERE ((old.word)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying]::character varying[])::text[])) DO INSTEAD NOTHING;

-- 15. create policy t.p: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY p ON public.t using (((word)::text = any ((array['a'::character varying, 'b'::character varying]::character varying[])::text[]))) with check (((word)::text <> all ((array['a'::character varying, 'b'::character varying]::character varying[])::text[])));
