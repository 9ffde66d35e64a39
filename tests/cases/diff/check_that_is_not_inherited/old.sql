CREATE TABLE parent (id int, CONSTRAINT here CHECK (id > 0) NO INHERIT, CONSTRAINT everywhere CHECK (id < 100));
CREATE TABLE child () INHERITS (parent);
