-- Before PostgreSQL 18 they have no names, and the two are the same.
CREATE TABLE t (
    id integer CONSTRAINT id_is_there NOT NULL,
    "Mixed" integer NOT NULL,
    gains integer,
    loses integer CONSTRAINT loses_it NOT NULL
);
CREATE TABLE child () INHERITS (t);
