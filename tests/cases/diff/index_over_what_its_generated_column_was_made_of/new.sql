CREATE DOMAIN longitude AS double precision CHECK (VALUE >= -180 AND VALUE < 180);
CREATE TABLE places (id int, lat double precision, lon longitude, loc double precision GENERATED ALWAYS AS (lat * lon) STORED);
CREATE INDEX places_earth ON places USING btree (loc);
