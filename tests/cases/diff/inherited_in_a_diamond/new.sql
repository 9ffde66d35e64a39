CREATE TABLE t (a bigint, c text NOT NULL DEFAULT 'q');
CREATE TABLE l (x int) INHERITS (t);
CREATE TABLE r (y bigint) INHERITS (t);
CREATE TABLE d (z int) INHERITS (l, r);
