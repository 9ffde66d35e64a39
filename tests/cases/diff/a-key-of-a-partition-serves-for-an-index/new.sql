CREATE TABLE visits (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE visits_north PARTITION OF visits FOR VALUES IN (1);
CREATE TABLE visits_south PARTITION OF visits FOR VALUES IN (2);
ALTER TABLE visits_north ADD PRIMARY KEY (site, day);
CREATE UNIQUE INDEX visits_once ON visits (site, day);

CREATE TABLE stays (site int NOT NULL, room int) PARTITION BY LIST (site);
CREATE TABLE stays_north PARTITION OF stays FOR VALUES IN (1);
CREATE UNIQUE INDEX stays_site ON stays (site);

CREATE TABLE tours (site int NOT NULL) PARTITION BY LIST (site);
CREATE TABLE tours_north (LIKE tours, UNIQUE (site));
CREATE UNIQUE INDEX tours_site ON tours (site);
ALTER TABLE tours ATTACH PARTITION tours_north FOR VALUES IN (1);
CREATE TABLE tours_south PARTITION OF tours FOR VALUES IN (2);
ALTER TABLE tours_south ADD UNIQUE (site);
