CREATE TYPE code AS ENUM ('c', 'a');
CREATE TABLE codes (c code PRIMARY KEY);
CREATE TABLE uses (id integer, c code REFERENCES codes);
COMMENT ON CONSTRAINT uses_c_fkey ON uses IS 'known ones';
