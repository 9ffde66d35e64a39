-- PostgreSQL cannot validate a domain's constraint inside an array: the domain is made anew.
CREATE DOMAIN positive AS integer;
CREATE TABLE t (id integer, many positive[], one positive DEFAULT 1);
INSERT INTO t VALUES (1, '{1,2}', 3);
