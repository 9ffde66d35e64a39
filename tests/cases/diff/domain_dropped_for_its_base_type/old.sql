CREATE DOMAIN email AS text CONSTRAINT at CHECK (VALUE LIKE '%@%');
CREATE TABLE t (e email, es email[]);
