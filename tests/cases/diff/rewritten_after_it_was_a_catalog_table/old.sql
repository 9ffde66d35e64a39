CREATE TABLE t (a text) WITH (user_catalog_table = true);
CREATE TABLE u (a integer) WITH (fillfactor = 70);
COMMENT ON TABLE t IS 'was used as a catalog table';
