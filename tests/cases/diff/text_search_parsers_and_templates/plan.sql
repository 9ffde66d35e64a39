-- From old to new: 4 missing.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. create text search parser "Parser": declared, not there
BEGIN;
CREATE TEXT SEARCH PARSER public."Parser" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
COMMENT ON TEXT SEARCH PARSER public."Parser" IS 'ours';
COMMIT;

-- 2. create text search template "Template": declared, not there
BEGIN;
CREATE TEXT SEARCH TEMPLATE public."Template" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public."Template" IS 'simple';
COMMIT;

-- 3. create text search dictionary "Dictionary": declared, not there
BEGIN;
CREATE TEXT SEARCH DICTIONARY public."Dictionary" (TEMPLATE = public."Template", stopwords = 'english');
COMMENT ON TEXT SEARCH DICTIONARY public."Dictionary" IS 'words';
COMMIT;

-- 4. create text search configuration "Configuration": declared, not there
CREATE TEXT SEARCH CONFIGURATION public."Configuration" (PARSER = public."Parser");
ALTER TEXT SEARCH CONFIGURATION public."Configuration" ADD MAPPING FOR word WITH "Dictionary", simple;
