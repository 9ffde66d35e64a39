CREATE TABLE t (id int, a text);
INSERT INTO t VALUES (1, 'x');
