-- A domain over the enum, a composite type and a range with it are made anew with it, and so are the columns that have them.
CREATE TYPE size AS ENUM ('s', 'm', 'l', 'xl');
CREATE DOMAIN usual_size AS size DEFAULT 'm' NOT NULL CONSTRAINT not_small CHECK (VALUE <> 's');
CREATE TYPE shirt AS (colour text, size size, others size[]);
CREATE TYPE size_range AS RANGE (subtype = size);
CREATE TABLE t (id integer, a usual_size, b shirt, c size_range DEFAULT '[s,m)', d shirt[], e size[]);
COMMENT ON DOMAIN usual_size IS 'what most wear';
COMMENT ON COLUMN shirt.colour IS 'by name';
COMMENT ON CONSTRAINT not_small ON DOMAIN usual_size IS 'never';
