CREATE SEQUENCE t_id_seq START 50;
CREATE TABLE t (id int DEFAULT nextval('t_id_seq'), x int);
