CREATE TABLE t (id int, n int);
CREATE VIEW whole AS SELECT t FROM t;
CREATE VIEW as_json AS SELECT to_json(t.*) AS j, t.id FROM t;
