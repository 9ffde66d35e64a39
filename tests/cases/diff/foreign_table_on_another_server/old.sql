-- It holds no rows: it goes and comes anew, with the view over it.
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER one FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE far (a integer OPTIONS (x 'y'), gone integer) SERVER one OPTIONS (z 'q');
COMMENT ON FOREIGN TABLE far IS 'far away';
CREATE VIEW near AS SELECT a FROM far;
