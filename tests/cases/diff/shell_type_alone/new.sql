CREATE TYPE "only a name";
COMMENT ON TYPE "only a name" IS 'for later';
CREATE TABLE t (id integer);
