CREATE TABLE parent (id int, CONSTRAINT here CHECK (id > 0), CONSTRAINT everywhere CHECK (id < 100) NO INHERIT);
CREATE TABLE child () INHERITS (parent);
