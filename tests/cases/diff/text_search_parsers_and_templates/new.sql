CREATE TEXT SEARCH PARSER "Parser" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
COMMENT ON TEXT SEARCH PARSER "Parser" IS 'ours';
CREATE TEXT SEARCH TEMPLATE "Template" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE "Template" IS 'simple';
CREATE TEXT SEARCH DICTIONARY "Dictionary" (TEMPLATE = "Template", STOPWORDS = 'english');
COMMENT ON TEXT SEARCH DICTIONARY "Dictionary" IS 'words';
CREATE TEXT SEARCH CONFIGURATION "Configuration" (PARSER = "Parser");
ALTER TEXT SEARCH CONFIGURATION "Configuration" ADD MAPPING FOR word WITH "Dictionary", simple;
CREATE TABLE t (id integer);
