CREATE TABLE t (id int NOT NULL);
CREATE SEQUENCE old_counter AS int OWNED BY t.id;
ALTER TABLE t ALTER id SET DEFAULT nextval('old_counter');
