CREATE TABLE a (id int UNIQUE NOT NULL, code text PRIMARY KEY);
CREATE TABLE b (a_id int REFERENCES a (id), a_code text REFERENCES a (code));
