-- From old to new: 3 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Consent: step 3 (drop table b) needs --allow data-loss.
-- Consent: step 4 (drop table a) needs --allow data-loss.
SET search_path = public;

-- 1. drop constraint a.a_b_fkey: both tables go
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a DROP CONSTRAINT a_b_fkey;

-- 2. drop constraint b.b_a_fkey: both tables go
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;

-- 3. drop table b: not declared
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.b;

-- 4. drop table a: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.a;

-- 5. create sequence d_id_seq: declared, not there
CREATE SEQUENCE public.d_id_seq as integer;

-- 6. create table c: declared, not there
BEGIN;
CREATE TABLE public.c (
    id integer not null,
    d integer
);
ALTER TABLE public.c ADD CONSTRAINT c_pkey primary key (id);
COMMIT;

-- 7. create table d: declared, not there
BEGIN;
CREATE TABLE public.d (
    id integer not null default nextval('d_id_seq'::regclass),
    c integer
);
ALTER TABLE public.d ADD CONSTRAINT d_pkey primary key (id);
COMMIT;

-- 8. give sequence d_id_seq to its column: it goes when the column goes
ALTER SEQUENCE public.d_id_seq OWNED BY d.id;

-- 9. add constraint c.c_d_fkey: the table is new and empty
--    lock: SHARE ROW EXCLUSIVE on public.d (blocks writes)
ALTER TABLE public.c ADD CONSTRAINT c_d_fkey foreign key (d) references d(id);

-- 10. add constraint d.d_c_fkey: the table is new and empty
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
ALTER TABLE public.d ADD CONSTRAINT d_c_fkey foreign key (c) references c(id);
