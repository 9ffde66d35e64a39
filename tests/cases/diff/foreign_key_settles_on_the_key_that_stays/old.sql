-- Two keys are over one column meanwhile: the foreign key must be away while the old one goes.
CREATE TABLE p (id int UNIQUE, code text PRIMARY KEY);
CREATE TABLE c (code text REFERENCES p, pid int REFERENCES p (id) ON UPDATE CASCADE);
