CREATE TABLE t (a int) WITH (fillfactor = 70, autovacuum_enabled = off);
CREATE TABLE more (a int PRIMARY KEY);
