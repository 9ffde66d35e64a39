CREATE TABLE parent (id int NOT NULL, name text);
CREATE TABLE child (id int NOT NULL, name timestamptz, extra int);
CREATE TABLE one (name numeric);
CREATE TABLE other (name text);
