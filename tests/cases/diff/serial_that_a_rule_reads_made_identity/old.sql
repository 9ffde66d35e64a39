CREATE TABLE person (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE address (person_id int PRIMARY KEY REFERENCES person, street text);
CREATE VIEW both_of AS SELECT p.id, p.name, a.street FROM person p LEFT JOIN address a ON a.person_id = p.id;
CREATE RULE add AS ON INSERT TO both_of DO INSTEAD (
  INSERT INTO person (name) VALUES (NEW.name);
  INSERT INTO address VALUES (currval('person_id_seq'), NEW.street);
);
