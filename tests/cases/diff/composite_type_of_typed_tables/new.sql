CREATE TYPE person AS (id bigint, name text, born date);
CREATE TABLE people OF person (PRIMARY KEY (id));
