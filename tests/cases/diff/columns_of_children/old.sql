-- A child takes the type of its parent's column, and keeps its own default.
CREATE TABLE parent (a integer DEFAULT 1, b text, c integer DEFAULT 3, d text NOT NULL);
CREATE TABLE child (own integer) INHERITS (parent);
ALTER TABLE child ALTER COLUMN c SET DEFAULT 4;
CREATE TABLE grandchild () INHERITS (child);
ALTER TABLE parent ADD COLUMN gone text DEFAULT 'g';
ALTER TABLE child ALTER COLUMN gone DROP DEFAULT;
