CREATE TABLE t (id int PRIMARY KEY, old_name text NOT NULL);
CREATE INDEX t_name ON t (old_name);
CREATE VIEW v AS SELECT id, old_name AS name FROM t;
