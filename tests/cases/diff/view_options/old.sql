CREATE TABLE t (id int);
CREATE VIEW plain AS SELECT id FROM t WHERE id > 0;
CREATE VIEW barrier WITH (security_barrier) AS SELECT id FROM t WHERE id > 1;
