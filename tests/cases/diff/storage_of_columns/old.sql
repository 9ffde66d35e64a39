CREATE TABLE t (a text, b text, c numeric, d int);
ALTER TABLE t ALTER b SET STORAGE external, ALTER b SET COMPRESSION pglz;
