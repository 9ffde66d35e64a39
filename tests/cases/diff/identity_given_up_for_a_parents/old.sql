-- A child whose column is an identity of its own, and then its parent's, which counts nothing in the child.
CREATE TABLE above (id integer);
CREATE TABLE below (word text, id integer GENERATED ALWAYS AS IDENTITY);
