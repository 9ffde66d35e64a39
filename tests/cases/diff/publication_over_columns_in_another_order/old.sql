CREATE TABLE t (c text, a integer, id integer PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE t (id, a, c) WHERE (id > 3);
CREATE TABLE u (id integer PRIMARY KEY, b text, a integer);
CREATE PUBLICATION q FOR TABLE u (id, b);
