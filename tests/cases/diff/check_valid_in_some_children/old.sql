-- A check that is not valid can be so in some children alone, and then in what is below them.
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
CREATE TABLE d () INHERITS (p);
CREATE TABLE e () INHERITS (c);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
ALTER TABLE c VALIDATE CONSTRAINT k;
