CREATE TABLE t (a text DEFAULT 'now', b int DEFAULT 7 NOT NULL, c int DEFAULT 8);
