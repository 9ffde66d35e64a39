CREATE TABLE t (s varchar(10) CHECK (s IN ('a', 'b')), n numeric CHECK (n BETWEEN 1 AND 2), d date CHECK (d > '2020-01-01'));
CREATE INDEX t_s ON t (lower(s)) WHERE s IN ('a', 'b');
CREATE VIEW v AS SELECT * FROM t WHERE s IN ('a', 'b');
