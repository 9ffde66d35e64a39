CREATE TABLE t (a text, b text, c numeric, d int);
ALTER TABLE t ALTER a SET STORAGE main, ALTER c SET STORAGE plain, ALTER a SET COMPRESSION pglz;
ALTER TABLE t ALTER a SET STATISTICS 10, ALTER d SET (n_distinct = -0.5, n_distinct_inherited = 7);
