CREATE TABLE t (
    id integer NOT NULL,
    "Mixed" integer CONSTRAINT "Mixed is there" NOT NULL,
    gains integer CONSTRAINT gains_it NOT NULL,
    loses integer
);
CREATE TABLE child () INHERITS (t);
