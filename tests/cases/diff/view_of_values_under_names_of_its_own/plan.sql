-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop materialized view kept) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view kept: it comes back below
--    lock: ACCESS EXCLUSIVE on public.kept (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.kept;

-- 2. create view plain: declared, not there
CREATE VIEW public.plain AS
VALUES (1,') "*VALUES*"'::text);

-- 3. create view selected: declared, not there
CREATE VIEW public.selected AS
SELECT "*VALUES*".column1 AS a
   FROM ( VALUES (1)) "*VALUES*";

-- 4. create materialized view kept: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.kept ("A", column2) AS
VALUES (1,'x'::text);

-- 5. replace view sizes: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.sizes (blocks reads and writes)
CREATE OR REPLACE VIEW public.sizes (name, inches) AS
VALUES ('s'::text,12), ('l'::text,16);
