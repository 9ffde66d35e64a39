CREATE TABLE t (id int PRIMARY KEY, new_name text NOT NULL DEFAULT '');
CREATE INDEX t_name ON t (new_name);
CREATE VIEW v AS SELECT id, new_name AS name FROM t;
