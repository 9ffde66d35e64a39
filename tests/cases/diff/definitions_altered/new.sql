CREATE TYPE pair AS (a bigint, "New" text COLLATE "C");
CREATE DOMAIN positive AS integer NOT NULL CONSTRAINT pos CHECK (VALUE > 1);
COMMENT ON CONSTRAINT pos ON DOMAIN positive IS 'More than one';
CREATE DOMAIN strict AS text DEFAULT 'not null';
CREATE DOMAIN fresh AS positive DEFAULT 7 CONSTRAINT small CHECK (VALUE < 100);
CREATE SEQUENCE counter INCREMENT -1 MAXVALUE 50;
CREATE TABLE t (
    id integer GENERATED ALWAYS AS IDENTITY,
    n integer,
    d positive
);
CREATE SEQUENCE owned;
-- The order of columns is not compared, and extended statistics have none.
CREATE TABLE wide (b integer, a integer);
CREATE STATISTICS of_wide ON a, b FROM wide;
