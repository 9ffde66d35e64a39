CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
CREATE TABLE t (a amount, b numeric, c amount[]);
