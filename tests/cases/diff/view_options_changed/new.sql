CREATE TABLE t (id integer, name text);
CREATE VIEW a WITH (security_barrier, security_invoker = true) AS SELECT id FROM t;
CREATE VIEW b AS SELECT id FROM t;
CREATE VIEW c AS SELECT id FROM t WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW over_all AS SELECT a.id FROM a JOIN b USING (id) JOIN c USING (id);
