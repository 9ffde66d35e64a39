CREATE TABLE above (id integer GENERATED ALWAYS AS IDENTITY);
CREATE TABLE below (word text) INHERITS (above);
