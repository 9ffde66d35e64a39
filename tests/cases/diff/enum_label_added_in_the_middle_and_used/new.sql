CREATE TYPE status AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id integer, s status DEFAULT 'b' CHECK (s <> 'b' OR id > 0));
CREATE VIEW bs AS SELECT id FROM t WHERE s = 'b';
CREATE FUNCTION f(s status DEFAULT 'b') RETURNS status LANGUAGE sql IMMUTABLE RETURN s;
