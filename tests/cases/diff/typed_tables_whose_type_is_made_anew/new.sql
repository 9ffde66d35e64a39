CREATE TYPE wider AS (a bigint, d date, c date);
CREATE TYPE turned AS (b text, a bigint);
CREATE TABLE keeps_order OF wider (PRIMARY KEY (a));
CREATE TABLE stores_it (w wider);
CREATE TABLE other_order OF turned (a NOT NULL, UNIQUE (a));
CREATE TABLE turns_plain (a integer PRIMARY KEY, c date);
CREATE TABLE turns_typed OF turned (PRIMARY KEY (a));
