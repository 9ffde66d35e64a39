CREATE TABLE t (a int) WITH (autovacuum_enabled = off, fillfactor = 70);
CREATE TABLE more (a int PRIMARY KEY) WITH (parallel_workers = 2, fillfactor = 80, autovacuum_enabled = off);
CREATE TABLE new (a int) WITH (parallel_workers = 2, fillfactor = 80);
