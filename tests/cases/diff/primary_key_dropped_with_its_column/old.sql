CREATE TABLE a (id int PRIMARY KEY, n int);
CREATE VIEW grouped AS SELECT id, n, count(*) FROM a GROUP BY id;
