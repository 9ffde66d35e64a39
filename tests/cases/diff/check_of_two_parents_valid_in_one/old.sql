-- A table has a check from two parents, valid in one: that comes first.
CREATE TABLE p (a int);
CREATE TABLE p2 (a int);
CREATE TABLE c (a int);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
ALTER TABLE p2 ADD CONSTRAINT k CHECK (a > 0);
