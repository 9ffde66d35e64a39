CREATE TABLE t (id integer, name text);
CREATE TABLE log (id integer, what text);
CREATE RULE "On Insert" AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (new.id, 'it''s'); INSERT INTO log VALUES (new.id, 'b'); NOTIFY changed);
COMMENT ON RULE "On Insert" ON t IS 'logs';
CREATE RULE state AS ON UPDATE TO t WHERE new.id <> old.id DO INSTEAD NOTHING;
ALTER TABLE t DISABLE RULE state;
CREATE RULE made AS ON DELETE TO log WHERE old.id = 1 DO INSTEAD DELETE FROM t WHERE id = old.id;
