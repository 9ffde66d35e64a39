-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create text search dictionary snow: declared, not there
CREATE TEXT SEARCH DICTIONARY public.snow (TEMPLATE = pg_catalog.snowball, language = 'english', stopwords = 'english');

-- 2. alter text search configuration "Search": its definition differs; what was parsed before stays as it was: REINDEX, and compute stored vectors anew
BEGIN;
ALTER TEXT SEARCH CONFIGURATION public."Search" DROP MAPPING FOR email;
ALTER TEXT SEARCH CONFIGURATION public."Search" DROP MAPPING FOR url;
ALTER TEXT SEARCH CONFIGURATION public."Search" DROP MAPPING FOR host;
ALTER TEXT SEARCH CONFIGURATION public."Search" ALTER MAPPING FOR asciiword WITH snow, words;
ALTER TEXT SEARCH CONFIGURATION public."Search" ALTER MAPPING FOR word WITH snow, words;
COMMIT;

-- 3. comment on text search configuration "Search": the comment differs
COMMENT ON TEXT SEARCH CONFIGURATION public."Search" IS 'with stems';
