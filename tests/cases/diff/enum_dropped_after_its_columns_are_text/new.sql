CREATE TABLE t (m text NOT NULL DEFAULT 'ok', ms text[]);
CREATE VIEW v AS SELECT m FROM t WHERE m = 'ok';
