-- What a typed table has comes with its type.
CREATE TYPE person AS (id integer, name text, gone integer);
CREATE TABLE people OF person (PRIMARY KEY (id));
