CREATE TABLE t (id integer NOT NULL, n integer);
ALTER TABLE t OWNER TO pg_monitor;
ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor GRANT USAGE ON SEQUENCES TO pg_read_all_data;
