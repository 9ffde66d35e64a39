CREATE DOMAIN positive AS integer CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE TABLE t (id integer, many positive[], one positive DEFAULT 1);
