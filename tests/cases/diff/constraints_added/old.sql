CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, email text, during int4range);
INSERT INTO p VALUES (1);
INSERT INTO t VALUES (1, 1, 'a', '[1,2)');
