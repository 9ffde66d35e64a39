-- A foreign key compares two columns of one type: it stands in the way while they are converted one after the other.
CREATE TYPE code AS ENUM ('a', 'b', 'c');
CREATE TABLE codes (c code PRIMARY KEY);
CREATE TABLE uses (id integer, c code REFERENCES codes);
COMMENT ON CONSTRAINT uses_c_fkey ON uses IS 'known ones';
