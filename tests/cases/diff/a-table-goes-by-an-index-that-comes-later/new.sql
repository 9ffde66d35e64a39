CREATE TABLE kept (id int);

CREATE TABLE events (id int NOT NULL, code int NOT NULL) PARTITION BY LIST (id);
CREATE TABLE events_one PARTITION OF events FOR VALUES IN (1);
ALTER TABLE events_one ADD PRIMARY KEY (code);
ALTER TABLE events_one REPLICA IDENTITY USING INDEX events_one_pkey;
ALTER TABLE events_one CLUSTER ON events_one_pkey;

-- As a dump writes it that was never ended: no partition has a part of it.
CREATE TABLE notes (id int NOT NULL) PARTITION BY LIST (id);
CREATE TABLE notes_one PARTITION OF notes FOR VALUES IN (1);
ALTER TABLE ONLY notes ADD PRIMARY KEY (id);
ALTER TABLE ONLY notes REPLICA IDENTITY USING INDEX notes_pkey;
