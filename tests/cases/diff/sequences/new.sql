CREATE TABLE t (id int, big bigint);
CREATE SEQUENCE mine AS bigint OWNED BY t.big;
CREATE TABLE u (id bigserial PRIMARY KEY, small smallserial);
CREATE SEQUENCE down AS smallint INCREMENT -2 MINVALUE -10 MAXVALUE 100 START 9 CACHE 5 CYCLE;
