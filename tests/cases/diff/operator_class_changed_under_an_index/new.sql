CREATE FUNCTION backwards(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($2, $1)';
CREATE TABLE t (id integer);
CREATE OPERATOR CLASS "Reverse" FOR TYPE integer USING btree AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 backwards(integer, integer);
COMMENT ON OPERATOR CLASS "Reverse" USING btree IS 'downwards';
ALTER OPERATOR FAMILY "Reverse" USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE INDEX by_reverse ON t (id "Reverse");
