CREATE VIEW sizes (name, inches) AS VALUES ('s', 12), ('m', 14);
CREATE MATERIALIZED VIEW kept AS SELECT 1 AS a, 'x' AS b;
