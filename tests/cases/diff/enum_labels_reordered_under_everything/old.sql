-- What compares with a label stands in the way of another order of labels: a partial index, a check, views, a policy, a trigger, functions.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TYPE "Level" AS ENUM ('low', 'high', 'middle');
CREATE TABLE t (id integer PRIMARY KEY, l "Level" DEFAULT 'low', CONSTRAINT not_low CHECK (l > 'low'));
CREATE INDEX of_high ON t (id) WHERE l = 'high';
CREATE UNIQUE INDEX by_level ON t (l, id);
CREATE VIEW high AS SELECT id, l FROM t WHERE l >= 'middle';
CREATE MATERIALIZED VIEW counts AS SELECT l, count(*) AS n FROM t GROUP BY l;
CREATE UNIQUE INDEX counts_level ON counts (l);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_low ON t USING (l = 'low');
CREATE TRIGGER on_level BEFORE UPDATE OF l ON t FOR EACH ROW WHEN (new.l = 'high') EXECUTE FUNCTION touch();
CREATE FUNCTION worse("Level") RETURNS SETOF "Level" LANGUAGE sql STABLE BEGIN ATOMIC SELECT l FROM t WHERE l > $1; END;
CREATE FUNCTION worst() RETURNS "Level" LANGUAGE plpgsql AS $$BEGIN RETURN 'high'; END$$;
ALTER TABLE t ADD COLUMN other "Level" DEFAULT worst();
