CREATE TABLE t (id integer, name text);
CREATE TABLE log (id integer, what text);
CREATE RULE "On Insert" AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (new.id, 'i');
CREATE RULE gone AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE state AS ON UPDATE TO t WHERE new.id <> old.id DO INSTEAD NOTHING;
