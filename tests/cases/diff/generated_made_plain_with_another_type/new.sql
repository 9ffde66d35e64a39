CREATE TYPE mood AS ENUM ('good');
CREATE TABLE t (a text, b jsonb UNIQUE, c text NOT NULL, d mood);
