CREATE TABLE places (id int, lat double precision, lon double precision);
CREATE INDEX places_earth ON places USING btree (lat, lon, (abs(lon)));
