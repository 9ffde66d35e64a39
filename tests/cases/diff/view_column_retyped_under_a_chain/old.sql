-- A column's type changes under a view under a materialized view under a function.
CREATE TABLE t (id integer PRIMARY KEY, price integer);
CREATE VIEW prices AS SELECT id, price * 2 AS price FROM t;
CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM prices GROUP BY id;
CREATE UNIQUE INDEX totals_id ON totals (id);
CREATE INDEX totals_total ON totals (total) WHERE total > 0;
CREATE FUNCTION dearest() RETURNS SETOF totals LANGUAGE sql STABLE BEGIN ATOMIC SELECT * FROM totals ORDER BY total DESC; END;
CREATE VIEW "Top" AS SELECT * FROM dearest();
CREATE FUNCTION plain(totals) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
