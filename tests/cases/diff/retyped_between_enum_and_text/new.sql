CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (a text DEFAULT 'sad' NOT NULL, b mood DEFAULT 'happy', c text[] DEFAULT '{sad}');
