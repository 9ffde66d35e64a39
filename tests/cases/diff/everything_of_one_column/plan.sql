-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (change column t.a to text COLLATE "C") needs --allow blocks-reads.
SET search_path = public;

-- 1. change column t.a to text COLLATE "C": it is character varying(5)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE "C";
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'y'::text;
COMMIT;

-- 2. let column t.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- 3. comment on column t.a: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON COLUMN public.t.a IS 'new';

-- 4. change the privileges of column t.a: it is grant select to public
BEGIN;
REVOKE SELECT (a) ON TABLE public.t FROM PUBLIC CASCADE;
GRANT UPDATE (a) ON TABLE public.t TO PUBLIC;
COMMIT;

-- 5. change the storage of column t.a: it is plain
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a SET STORAGE external;

-- 6. change the statistics target of column t.a: it is 5
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 50;
