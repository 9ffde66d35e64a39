-- From old to new: 4 missing, 3 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function both_ways(OUT integer): declared, not there
CREATE OR REPLACE PROCEDURE public.both_ways(OUT a integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;

-- 2. create function both_ways(integer): declared, not there
CREATE OR REPLACE PROCEDURE public.both_ways(IN a integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;

-- 3. drop function f(text): not declared
DROP PROCEDURE public.f(text);

-- 4. create function f(IN text, OUT integer): declared, not there
CREATE OR REPLACE PROCEDURE public.f(IN a text, OUT b integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;

-- 5. drop function g(OUT integer): not declared
DROP PROCEDURE public.g(OUT integer);

-- 6. create function g(integer): declared, not there
CREATE OR REPLACE PROCEDURE public.g(IN a integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;

-- 7. replace function h(IN integer, OUT text): its definition differs
CREATE OR REPLACE PROCEDURE public.h(IN a integer, OUT b text)
 LANGUAGE sql
AS $procedure$SELECT 'y'::text$procedure$;

-- 8. drop function h(text): not declared
DROP PROCEDURE public.h(text);

-- 9. comment on function h(IN integer, OUT text): the comment differs
COMMENT ON ROUTINE public.h(IN integer, OUT text) IS NULL;
