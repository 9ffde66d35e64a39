CREATE TYPE place AS (city text, "Country" text, zip integer);
COMMENT ON COLUMN place.city IS 'as its people call it';
COMMENT ON COLUMN place."Country" IS 'in two letters';
COMMENT ON COLUMN place.zip IS 'of the post office';
CREATE TABLE visits (id integer, at place);
CREATE TYPE pair AS (a integer, b integer);
COMMENT ON COLUMN pair.a IS 'the first';
COMMENT ON COLUMN pair.b IS 'the second';
