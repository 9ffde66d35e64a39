CREATE TABLE t (a text) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE UNLOGGED TABLE u (a int);
