CREATE DOMAIN amount AS smallint;
CREATE TABLE t (a amount);
