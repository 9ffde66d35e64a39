-- The columns have a type of the same name before and after, and not the same type.
CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE t (id integer, s status DEFAULT 'a');
CREATE VIEW v AS SELECT s FROM t;
