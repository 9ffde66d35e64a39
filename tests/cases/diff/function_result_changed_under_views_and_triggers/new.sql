CREATE TABLE t (id integer, name text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION level(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint';
CREATE VIEW v AS SELECT id, level(id) AS l FROM t;
COMMENT ON VIEW v IS 'levels';
COMMENT ON COLUMN v.l IS 'level';
CREATE VIEW over_v AS SELECT sum(l) AS all_of_them FROM v;
CREATE TRIGGER on_level AFTER UPDATE ON t FOR EACH ROW WHEN (level(new.id) > level(old.id)) EXECUTE FUNCTION touch();
CREATE TRIGGER of_view INSTEAD OF UPDATE ON v FOR EACH ROW EXECUTE FUNCTION touch();
