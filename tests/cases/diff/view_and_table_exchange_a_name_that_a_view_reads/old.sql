CREATE TYPE edge_kind AS ENUM ('follow', 'block');
CREATE TABLE edges (a int NOT NULL, b int NOT NULL, kind edge_kind NOT NULL DEFAULT 'follow', PRIMARY KEY (a, b, kind));
CREATE VIEW follows AS SELECT a, b FROM edges WHERE kind = 'follow';
CREATE FUNCTION ins() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr INSTEAD OF INSERT ON follows FOR EACH ROW EXECUTE FUNCTION ins();
CREATE RULE del AS ON DELETE TO follows DO INSTEAD NOTHING;
CREATE VIEW reach AS WITH RECURSIVE r(a, b, d) AS (SELECT a, b, 1 FROM follows UNION SELECT r.a, f.b, d + 1 FROM r JOIN follows f ON f.a = r.b WHERE d < 4) SELECT a, count(DISTINCT b) AS n FROM r GROUP BY a;
