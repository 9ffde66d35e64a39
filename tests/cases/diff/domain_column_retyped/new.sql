CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
CREATE TABLE t (a numeric, b amount, c numeric[]);
