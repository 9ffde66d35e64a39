-- Extensions are moved before anything names what is in them, and made where they belong.
CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (name text);
