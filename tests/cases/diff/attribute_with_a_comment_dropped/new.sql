CREATE TYPE place AS (city text);
COMMENT ON COLUMN place.city IS 'its name';
CREATE TABLE visits (id integer, at place);
CREATE TYPE pair AS (b integer, c integer);
COMMENT ON COLUMN pair.b IS 'the first';
