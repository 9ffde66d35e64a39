CREATE TABLE t (during tsrange, room int4range, CONSTRAINT rooms EXCLUDE USING gist (room WITH &&, during WITH &&) WHERE (lower(room) > 5) DEFERRABLE);
