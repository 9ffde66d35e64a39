-- From old to new: 3 missing, 3 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Not proven: 4 steps about roles and what else only the server has.
-- Consent: step 7 (change how column t.a is generated) needs --allow blocks-reads.
SET search_path = public;

-- 1. create sequence u_b_seq: declared, not there
CREATE SEQUENCE public.u_b_seq as integer;

-- 2. create table u: declared, not there
CREATE TABLE public.u (
    a integer not null generated always as identity,
    b integer not null default nextval('u_b_seq'::regclass)
);

-- 3. create table v: declared, not there
CREATE TABLE public.v (
    a integer not null generated always as identity
);

-- 4. check column t.a from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT a_is_not_null CHECK (a IS NOT NULL) NOT VALID;

-- 5. check the rows of column t.a: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT a_is_not_null;

-- 6. set column t.a not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT a_is_not_null;
COMMIT;

-- 7. change how column t.a is generated: it is never generated; its sequence goes on from the highest value, which is looked up under the lock
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN a ADD GENERATED always as identity;
SELECT setval('public.t_a_seq', max(a)) FROM public.t HAVING max(a) >= 1;
COMMIT;

-- 8. give sequence u_b_seq to its column: it goes when the column goes
ALTER SEQUENCE public.u_b_seq OWNED BY u.b;

-- 9. change the privileges of sequence t_a_seq: it is none
GRANT SELECT ON SEQUENCE public.t_a_seq TO PUBLIC;

-- 10. change the privileges of sequence v_a_seq: it is none
GRANT ALL ON SEQUENCE public.v_a_seq TO pgkeel_case_reader WITH GRANT OPTION;

-- 11. give sequence t_a_seq its privileges: default privileges gave it others
BEGIN;
REVOKE ALL ON SEQUENCE public.t_a_seq FROM pgkeel_case_reader CASCADE;
GRANT SELECT ON SEQUENCE public.t_a_seq TO PUBLIC;
COMMIT;

-- 12. give sequence u_a_seq its privileges: default privileges gave it others
REVOKE ALL ON SEQUENCE public.u_a_seq FROM pgkeel_case_reader CASCADE;
