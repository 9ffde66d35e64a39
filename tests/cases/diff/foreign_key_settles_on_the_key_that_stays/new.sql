CREATE TABLE p (id int PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE c (code text REFERENCES p (code), pid int REFERENCES p);
