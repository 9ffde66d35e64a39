-- Integers become small ones: those that do not fit are refused by PostgreSQL, and none is cut.
CREATE DOMAIN amount AS integer;
CREATE TABLE t (a amount);
