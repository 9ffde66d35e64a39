-- A new label cannot be used in the transaction that adds it: the default that names it comes later.
CREATE TYPE status AS ENUM ('a', 'c');
CREATE TABLE t (id integer, s status DEFAULT 'a');
