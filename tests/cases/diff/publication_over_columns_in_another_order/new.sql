CREATE TABLE t (id integer PRIMARY KEY, a integer, c text);
CREATE PUBLICATION p FOR TABLE t (id, a, c) WHERE (id > 3);
CREATE TABLE u (id integer PRIMARY KEY, a integer, b text);
CREATE PUBLICATION q FOR TABLE u (id, a);
