CREATE TABLE t (id int);
CREATE VIEW plain WITH (security_barrier) AS SELECT id FROM t WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW barrier AS WITH positive AS (SELECT id FROM t WHERE id > 1) SELECT id FROM positive;
CREATE FUNCTION insert_plain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON barrier FOR EACH ROW EXECUTE FUNCTION insert_plain();
COMMENT ON TRIGGER instead ON barrier IS 'rows go elsewhere';
