-- A child's default counts by the sequence of a parent that goes, and by that of another afterwards.
CREATE TABLE kept (note text);
CREATE TABLE gone (id bigserial NOT NULL);
CREATE TABLE child (place polygon) INHERITS (gone);
