-- From old to new: 4 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 13 steps, 0 differences left.
-- Consent: step 3 (drop table y) needs --allow data-loss.
-- Consent: step 4 (drop table x) needs --allow data-loss.
SET search_path = public;

-- 1. drop constraint x.x_y_id_fkey: both tables go
--    lock: ACCESS EXCLUSIVE on public.x (blocks reads and writes)
ALTER TABLE public.x DROP CONSTRAINT x_y_id_fkey;

-- 2. drop constraint y.y_x_id_fkey: both tables go
--    lock: ACCESS EXCLUSIVE on public.y (blocks reads and writes)
ALTER TABLE public.y DROP CONSTRAINT y_x_id_fkey;

-- 3. drop table y: not declared
--    lock: ACCESS EXCLUSIVE on public.y (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.y;

-- 4. drop table x: not declared
--    lock: ACCESS EXCLUSIVE on public.x (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.x;

-- 5. create table c: declared, not there
BEGIN;
CREATE TABLE public.c (
    id integer not null,
    d_id integer,
    up integer
);
ALTER TABLE public.c ADD CONSTRAINT c_pkey primary key (id);
COMMIT;

-- 6. create table d: declared, not there
BEGIN;
CREATE TABLE public.d (
    id integer not null,
    c_id integer
);
ALTER TABLE public.d ADD CONSTRAINT d_pkey primary key (id);
COMMIT;

-- 7. add constraint a.a_b_id_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.a (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
ALTER TABLE public.a ADD CONSTRAINT a_b_id_fkey foreign key (b_id) references b(id) deferrable initially deferred NOT VALID;

-- 8. validate constraint a.a_b_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    lock: ROW SHARE on public.b (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.a VALIDATE CONSTRAINT a_b_id_fkey;

-- 9. add constraint b.b_up_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
ALTER TABLE public.b ADD CONSTRAINT b_up_fkey foreign key (up) references b(id) NOT VALID;

-- 10. validate constraint b.b_up_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_up_fkey;

-- 11. add constraint c.c_d_id_fkey: the table is new and empty
--    lock: SHARE ROW EXCLUSIVE on public.d (blocks writes)
ALTER TABLE public.c ADD CONSTRAINT c_d_id_fkey foreign key (d_id) references d(id);

-- 12. add constraint c.c_up_fkey: the table is new and empty
ALTER TABLE public.c ADD CONSTRAINT c_up_fkey foreign key (up) references c(id) on delete set null;

-- 13. add constraint d.d_c_id_fkey: the table is new and empty
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
ALTER TABLE public.d ADD CONSTRAINT d_c_id_fkey foreign key (c_id) references c(id);
