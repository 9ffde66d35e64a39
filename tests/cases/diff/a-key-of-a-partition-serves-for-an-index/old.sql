-- Added with the parent's index there, a key is one beside its part; before it, the key becomes the part.
CREATE TABLE visits (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE visits_north PARTITION OF visits FOR VALUES IN (1);
CREATE TABLE visits_south PARTITION OF visits FOR VALUES IN (2);
ALTER TABLE visits_north ADD PRIMARY KEY (site, day);

CREATE TABLE stays (site int NOT NULL, room int) PARTITION BY LIST (site);
CREATE TABLE stays_north PARTITION OF stays FOR VALUES IN (1);
ALTER TABLE stays_north ADD PRIMARY KEY (site);
CREATE UNIQUE INDEX stays_site ON stays (site);

CREATE TABLE tours (site int NOT NULL) PARTITION BY LIST (site);
CREATE UNIQUE INDEX tours_site ON tours (site);
