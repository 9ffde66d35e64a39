CREATE SCHEMA extensions;
CREATE EXTENSION hstore SCHEMA extensions;
CREATE TABLE t (b extensions.hstore DEFAULT extensions.hstore('a', 'b'));
