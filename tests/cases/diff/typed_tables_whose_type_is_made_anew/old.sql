CREATE TYPE wider AS (a integer, b text);
CREATE TYPE turned AS (a integer, b text);
CREATE TYPE left_behind AS (a integer, b text);
CREATE TABLE keeps_order OF wider (PRIMARY KEY (a));
CREATE TABLE stores_it (w wider);
CREATE TABLE other_order OF turned (a NOT NULL, UNIQUE (a));
CREATE TABLE turns_plain OF left_behind (PRIMARY KEY (a));
CREATE TABLE turns_typed (b text, a integer PRIMARY KEY);
