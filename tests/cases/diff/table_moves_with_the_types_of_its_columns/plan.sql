-- From old to new: 7 missing, 7 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 20 steps, 0 differences left.
-- Consent: step 1 (drop view b.palette) needs --allow blocks-reads.
-- Consent: step 12 (drop table core.paint) needs --allow data-loss.
-- Consent: step 14 (change column b.mix.c to a.color) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 17 (drop sequence b.paint_no) needs --allow data-loss.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view b.palette: it comes back below
--    lock: ACCESS EXCLUSIVE on b.palette (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW b.palette;

-- 2. create enum a.color: declared, not there
CREATE TYPE a.color AS ENUM ('red', 'green');

-- 3. create domain a.hex: declared, not there
CREATE DOMAIN a.hex AS text;

-- 4. create composite type a.swatch: declared, not there
CREATE TYPE a.swatch AS (c a.color, h a.hex);

-- 5. add domain constraint a.hex.hex_check: the domain is new
ALTER DOMAIN a.hex ADD CONSTRAINT hex_check check ((value ~ '^#[0-9a-f]{6}$'::text));

-- 6. create sequence a.paint_no: declared, not there
CREATE SEQUENCE a.paint_no;

-- 7. create function a.default_hex(): declared, not there
CREATE OR REPLACE FUNCTION a.default_hex()
 RETURNS a.hex
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT '#000000'::a.hex $function$;

-- 8. create table b.paint: declared, not there
BEGIN;
CREATE TABLE b.paint (
    id integer not null default nextval('a.paint_no'::regclass),
    c a.color not null,
    h a.hex default a.default_hex(),
    s a.swatch,
    ss a.swatch[]
);
ALTER TABLE b.paint ADD CONSTRAINT paint_pkey primary key (id);
COMMIT;

-- 9. add constraint b.mix.mix_paint_id_fkey: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on b.mix (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on b.paint (blocks reads and writes)
BEGIN;
ALTER TABLE b.mix DROP CONSTRAINT mix_paint_id_fkey;
ALTER TABLE b.mix ADD CONSTRAINT mix_paint_id_fkey foreign key (paint_id) references b.paint(id) NOT VALID;
COMMIT;

-- 10. validate constraint b.mix.mix_paint_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on b.mix (blocks nothing but other DDL)
--    lock: ROW SHARE on b.paint (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE b.mix VALIDATE CONSTRAINT mix_paint_id_fkey;

-- 11. drop function b.pick(b.swatch): not declared
DROP FUNCTION b.pick(b.swatch);

-- 12. drop table core.paint: not declared
--    lock: ACCESS EXCLUSIVE on core.paint (blocks reads and writes)
--    hazard: data-loss
DROP TABLE core.paint;

-- 13. create function b.pick(a.swatch): declared, not there
CREATE OR REPLACE FUNCTION b.pick(a.swatch)
 RETURNS b.paint
 LANGUAGE sql
 STABLE
AS $function$ SELECT p FROM b.paint p WHERE p.h = ($1).h $function$;

-- 14. change column b.mix.c to a.color: it is core.color
--    lock: ACCESS EXCLUSIVE on b.mix (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE b.mix ALTER COLUMN c DROP DEFAULT;
ALTER TABLE b.mix ALTER COLUMN c TYPE a.color USING c::text::a.color;
ALTER TABLE b.mix ALTER COLUMN c SET DEFAULT 'red'::a.color;
COMMIT;

-- 15. create view b.palette: put back
CREATE VIEW b.palette AS
SELECT paint.id,
    (paint.s).h AS h,
    paint.ss[1] AS first
   FROM b.paint
  WHERE (paint.c = 'red'::a.color);

-- 16. drop function core.default_hex(): not declared
DROP FUNCTION core.default_hex();

-- 17. drop sequence b.paint_no: not declared
--    hazard: data-loss
DROP SEQUENCE b.paint_no;

-- 18. drop composite type b.swatch: not declared
DROP TYPE b.swatch;

-- 19. drop domain core.hex: not declared
DROP DOMAIN core.hex;

-- 20. drop enum core.color: not declared
DROP TYPE core.color;
