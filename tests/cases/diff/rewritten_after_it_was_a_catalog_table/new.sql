CREATE UNLOGGED TABLE t (a integer);
CREATE TABLE u (a text) WITH (user_catalog_table = true);
