-- From old to new: 2 missing, 4 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index t.by_words: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_words;

-- 2. drop text search configuration config; drop text search dictionary others; create function other(integer, integer); and 7 more: in one transaction, so that nobody misses what goes and comes back
BEGIN;
-- drop text search configuration config: it stands in the way, and comes back below
DROP TEXT SEARCH CONFIGURATION public.config;
-- drop text search dictionary others: it stands in the way, and comes back below
DROP TEXT SEARCH DICTIONARY public.others;
-- create function other(integer, integer): declared, not there
CREATE OR REPLACE FUNCTION public.other(integer, integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 <> $2$function$;
-- replace aggregate total(integer): its definition differs
CREATE OR REPLACE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1');
-- create operator !==(integer, integer): declared, not there
CREATE OPERATOR public.!== (FUNCTION = other, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(public.===));
-- alter operator ===(integer, integer): its definition differs
ALTER OPERATOR public.===(integer, integer) SET (RESTRICT = eqsel);
-- replace text search template template: its definition differs
DROP TEXT SEARCH TEMPLATE public.template;
CREATE TEXT SEARCH TEMPLATE public.template (LEXIZE = dsimple_lexize);
-- create text search dictionary others: put back
CREATE TEXT SEARCH DICTIONARY public.others (TEMPLATE = public.template);
-- alter text search dictionary words: its definition differs; what was parsed before stays as it was: REINDEX, and compute stored vectors anew
ALTER TEXT SEARCH DICTIONARY public.words (stopwords = 'german', accept = 'false');
-- create text search configuration config: put back
CREATE TEXT SEARCH CONFIGURATION public.config (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR asciiword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR word WITH words, others;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR hword_part WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR hword_asciipart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR asciihword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR hword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.config ADD MAPPING FOR uint WITH simple;
COMMIT;

-- 3. create index t.by_words: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_words ON public.t using gin (to_tsvector('config'::regconfig, body));
