-- From old to new: 5 missing.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create enum "Mixed State": declared, not there
BEGIN;
CREATE TYPE public."Mixed State" AS ENUM ('a', 'B c', 'it''s', 'back\slash', 'é');
COMMENT ON TYPE public."Mixed State" IS 'odd labels';
COMMIT;

-- 2. create function next_state("Mixed State"): declared, not there
CREATE OR REPLACE FUNCTION public.next_state("Mixed State")
 RETURNS "Mixed State"
 LANGUAGE sql
 IMMUTABLE
RETURN $1;

-- 3. create table "user": declared, not there
BEGIN;
CREATE TABLE public."user" (
    s "Mixed State"
);
ALTER TABLE public."user" ADD CONSTRAINT user_s_check check ((s <> 'back\slash'::"Mixed State"));
COMMIT;

-- 4. add column t.s: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN s "Mixed State" not null default 'it''s'::"Mixed State";

-- 5. add column t.many: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN many "Mixed State"[] default '{a,"B c"}'::"Mixed State"[];
