CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE address (person_id int PRIMARY KEY REFERENCES person, street text);
CREATE VIEW both_of AS SELECT p.id, p.name, a.street FROM person p LEFT JOIN address a ON a.person_id = p.id;
