CREATE TABLE a (id int CONSTRAINT key PRIMARY KEY, n int, m text);
CREATE VIEW grouped AS SELECT id, n, m FROM a GROUP BY id;
