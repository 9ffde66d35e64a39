CREATE TABLE p (a integer, b text, c integer) PARTITION BY LIST (a);
CREATE INDEX i ON p (c);
CREATE TABLE x (a integer, b varchar(5));
CREATE INDEX x_b ON x (b);
