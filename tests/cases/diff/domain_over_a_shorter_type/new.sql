CREATE DOMAIN code AS varchar(3);
CREATE DOMAIN other_code AS varchar(3);
CREATE TABLE t (a code, b code[], c code, d other_code, e other_code[], f varchar(3));
