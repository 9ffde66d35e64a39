CREATE FUNCTION backwards(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($2, $1)';
CREATE TABLE t (id integer);
CREATE OPERATOR FAMILY others USING btree;
CREATE OPERATOR CLASS "Reverse" FOR TYPE integer USING btree AS
    OPERATOR 1 >, OPERATOR 3 =, OPERATOR 5 <, FUNCTION 1 backwards(integer, integer);
CREATE INDEX by_reverse ON t (id "Reverse");
