CREATE TABLE a (x bigint NOT NULL, y text DEFAULT 'b');
CREATE TABLE b (x bigint, z date);
ALTER TABLE a ADD CONSTRAINT positive CHECK (x > 0);
CREATE TABLE c (x bigint DEFAULT 8, own text) INHERITS (b, a);
CREATE TABLE d (y text) INHERITS (c);
