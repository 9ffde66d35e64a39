CREATE TABLE t (during tsrange, room int4range, EXCLUDE USING gist (during WITH &&), CONSTRAINT rooms EXCLUDE USING gist (room WITH &&));
