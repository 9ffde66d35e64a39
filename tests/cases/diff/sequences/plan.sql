-- From old to new: 6 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Consent: step 10 (drop sequence gone) needs --allow data-loss.
SET search_path = public;

-- 1. create sequence down: declared, not there
CREATE SEQUENCE public.down as smallint increment by -2 minvalue -10 maxvalue 100 start with 9 cache 5 cycle;

-- 2. create sequence mine: declared, not there
CREATE SEQUENCE public.mine;

-- 3. create sequence u_id_seq: declared, not there
CREATE SEQUENCE public.u_id_seq;

-- 4. create sequence u_small_seq: declared, not there
CREATE SEQUENCE public.u_small_seq as smallint;

-- 5. create table u: declared, not there
BEGIN;
CREATE TABLE public.u (
    id bigint not null default nextval('u_id_seq'::regclass),
    small smallint not null default nextval('u_small_seq'::regclass)
);
ALTER TABLE public.u ADD CONSTRAINT u_pkey primary key (id);
COMMIT;

-- 6. add column t.big: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN big bigint;

-- 7. give sequence mine to its column: it goes when the column goes
ALTER SEQUENCE public.mine OWNED BY t.big;

-- 8. give sequence u_id_seq to its column: it goes when the column goes
ALTER SEQUENCE public.u_id_seq OWNED BY u.id;

-- 9. give sequence u_small_seq to its column: it goes when the column goes
ALTER SEQUENCE public.u_small_seq OWNED BY u.small;

-- 10. drop sequence gone: not declared
--    hazard: data-loss
DROP SEQUENCE public.gone;
