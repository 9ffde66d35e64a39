CREATE TYPE e AS ENUM ('a','b','c');
CREATE TABLE t (x e CHECK (x BETWEEN 'a' AND 'b' AND x <> 'c'), y int, CONSTRAINT z CHECK (y BETWEEN 1 AND 2 AND x IS NOT NULL));
CREATE INDEX i ON t (y) WHERE y BETWEEN 1 AND 2 AND x IS NOT NULL;
CREATE INDEX j ON t (x) WHERE y BETWEEN 1 AND 2 AND y <> 3;
CREATE TABLE u (c e, v varchar(3), EXCLUDE (c WITH =) WHERE (v IN ('k', 'l')));
CREATE DOMAIN d AS varchar(9) CHECK (VALUE IN ('x','y'));
CREATE TABLE s (a d CHECK (a IN ('x','y')), b varchar(6));
CREATE INDEX si ON s (a) WHERE b IN ('p','q') AND a <> 'z';
