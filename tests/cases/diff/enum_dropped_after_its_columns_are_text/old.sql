-- A column of an enum becomes text, with its default, and the enum goes.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (m mood NOT NULL DEFAULT 'ok', ms mood[]);
CREATE VIEW v AS SELECT m FROM t WHERE m = 'ok';
