CREATE TABLE given_up (a int);
CREATE UNIQUE INDEX given_up_a ON given_up (a);
CREATE TABLE keyed (a int, CONSTRAINT keyed_a UNIQUE (a));
ALTER TABLE keyed REPLICA IDENTITY FULL;
CREATE TABLE moved (a int, b int NOT NULL);
CREATE UNIQUE INDEX moved_a ON moved (a);
CREATE UNIQUE INDEX moved_b ON moved (b);
ALTER TABLE moved REPLICA IDENTITY USING INDEX moved_b;
