CREATE TABLE t (id int NOT NULL, n int, name text, CONSTRAINT by_both PRIMARY KEY (id, n));
CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT name FROM t GROUP BY id, n; END;
COMMENT ON FUNCTION names() IS 'grouped';
CREATE VIEW over AS SELECT names() AS name;
CREATE TABLE u (id int, name text, also bigint, PRIMARY KEY (id) INCLUDE (also));
CREATE FUNCTION others() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT name FROM u GROUP BY id; END;
CREATE VIEW grouped AS SELECT id, name FROM u GROUP BY id;
-- While it is away rows show that it hides.
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON t USING (true);
CREATE POLICY named ON t AS RESTRICTIVE USING (name IN (SELECT names()));
