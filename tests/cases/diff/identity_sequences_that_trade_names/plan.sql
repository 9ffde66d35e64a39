-- From old to new: 2 missing, 2 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (drop table w) needs --allow data-loss.
-- Consent: step 2 (drop table y) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:w=x
-- Note: if this is a rename, say so: --rename table:y=takes
SET search_path = public;

-- 1. drop table w: not declared
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.w;

-- 2. drop table y: not declared
--    lock: ACCESS EXCLUSIVE on public.y (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.y;

-- 3. rename the sequence of column t.a, column u.a, column z.id: it is "Odd one", u_other, z_odd
BEGIN;
ALTER SEQUENCE public."Odd one" RENAME TO "Odd one_old";
ALTER SEQUENCE public.u_other RENAME TO u_other_old;
ALTER SEQUENCE public."Odd one_old" RENAME TO u_other;
ALTER SEQUENCE public.u_other_old RENAME TO "Odd one";
ALTER SEQUENCE public.z_odd RENAME TO z_even;
COMMIT;

-- 4. create table takes: declared, not there
CREATE TABLE public.takes (
    id integer not null generated always as identity (sequence name public.z_odd)
);

-- 5. create table x: declared, not there
CREATE TABLE public.x (
    a integer not null generated always as identity (sequence name public.w_a_seq)
);

-- 6. comment on sequence u_other: the comment differs
COMMENT ON SEQUENCE public.u_other IS NULL;

-- 7. comment on sequence "Odd one": the comment differs
COMMENT ON SEQUENCE public."Odd one" IS 'of u, as ever';

-- 8. comment on sequence stays_numbers: the comment differs
COMMENT ON SEQUENCE public.stays_numbers IS 'said of it now';
