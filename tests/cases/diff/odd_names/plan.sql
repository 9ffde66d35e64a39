-- From old to new: 3 missing, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;

-- 1. add column "Select"."row": declared, not there
--    lock: ACCESS EXCLUSIVE on public."Select" (blocks reads and writes)
ALTER TABLE public."Select" ADD COLUMN "row" integer;

-- 2. set the default of column "Select"."a ""b""": it is none
--    lock: ACCESS EXCLUSIVE on public."Select" (blocks reads and writes)
ALTER TABLE public."Select" ALTER COLUMN "a ""b""" SET DEFAULT 'x\y'::text;

-- 3. add constraint "Select"."It's": new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public."Select" (blocks reads and writes)
ALTER TABLE public."Select" ADD CONSTRAINT "It's" check ((id > 0)) NOT VALID;

-- 4. validate constraint "Select"."It's": reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public."Select" (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public."Select" VALIDATE CONSTRAINT "It's";

-- 5. create index "Select"."I ""x""": declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public."Select" (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY "I ""x""" ON public."Select" ("a ""b""");

-- 6. comment on table "Select": the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public."Select" (blocks nothing but other DDL)
COMMENT ON TABLE public."Select" IS E'line one
line two \\ it''s';
