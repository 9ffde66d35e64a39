CREATE TABLE kept (id bigserial NOT NULL);
CREATE TABLE child (place polygon) INHERITS (kept);
