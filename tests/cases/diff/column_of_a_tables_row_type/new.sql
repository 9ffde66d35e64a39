CREATE TABLE a (id int, m text);
CREATE TABLE b (x a, y a[]);
CREATE FUNCTION f(a) RETURNS int LANGUAGE sql AS 'SELECT 1';
