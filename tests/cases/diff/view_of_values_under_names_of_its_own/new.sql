CREATE VIEW sizes (name, inches) AS VALUES ('s', 12), ('l', 16);
CREATE MATERIALIZED VIEW kept ("A", column2) AS VALUES (1, 'x');
CREATE VIEW plain AS VALUES (1, ') "*VALUES*"');
CREATE VIEW selected AS SELECT column1 AS a FROM (VALUES (1)) "*VALUES*";
