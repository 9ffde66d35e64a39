-- A key is begun: no partition has a part of it yet.
CREATE TABLE begun (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE begun_north PARTITION OF begun FOR VALUES IN (1);
CREATE TABLE begun_south PARTITION OF begun FOR VALUES IN (2);

-- It is ended in both.
CREATE TABLE ended (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE ended_north PARTITION OF ended FOR VALUES IN (1);
CREATE TABLE ended_south PARTITION OF ended FOR VALUES IN (2);
ALTER TABLE ONLY ended ADD PRIMARY KEY (site, day);

-- One has its part, the other gets it.
CREATE TABLE halfway (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE halfway_north PARTITION OF halfway FOR VALUES IN (1);
CREATE TABLE halfway_south PARTITION OF halfway FOR VALUES IN (2);
ALTER TABLE ONLY halfway ADD PRIMARY KEY (site, day);
ALTER TABLE halfway_north ADD CONSTRAINT halfway_north_pkey PRIMARY KEY (site, day);
ALTER INDEX halfway_pkey ATTACH PARTITION halfway_north_pkey;

-- What a partition has already becomes the part.
CREATE TABLE adopted (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE adopted_north PARTITION OF adopted FOR VALUES IN (1);
CREATE TABLE adopted_south PARTITION OF adopted FOR VALUES IN (2);
ALTER TABLE adopted_north ADD CONSTRAINT adopted_north_pkey PRIMARY KEY (site, day);

-- What partitions have apart is attached.
CREATE TABLE apart (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE apart_north PARTITION OF apart FOR VALUES IN (1);
CREATE TABLE apart_south PARTITION OF apart FOR VALUES IN (2);
ALTER TABLE ONLY apart ADD PRIMARY KEY (site, day);
ALTER TABLE apart_north ADD CONSTRAINT apart_north_pkey PRIMARY KEY (site, day);
ALTER TABLE apart_south ADD CONSTRAINT apart_south_pkey PRIMARY KEY (site, day);

-- A key becomes one that not all have.
CREATE TABLE let_go (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE let_go_north PARTITION OF let_go FOR VALUES IN (1);
CREATE TABLE let_go_south PARTITION OF let_go FOR VALUES IN (2);
ALTER TABLE let_go ADD PRIMARY KEY (site, day);

-- The key of the table goes, and the partition keeps its own.
CREATE TABLE gone (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE gone_north PARTITION OF gone FOR VALUES IN (1);
CREATE TABLE gone_south PARTITION OF gone FOR VALUES IN (2);
ALTER TABLE ONLY gone ADD PRIMARY KEY (site, day);
ALTER TABLE gone_north ADD CONSTRAINT gone_north_pkey PRIMARY KEY (site, day);
ALTER INDEX gone_pkey ATTACH PARTITION gone_north_pkey;

-- The partition that lacks its part goes: what stays invalid is made anew.
CREATE TABLE left_over (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE left_over_north PARTITION OF left_over FOR VALUES IN (1);
CREATE TABLE left_over_south PARTITION OF left_over FOR VALUES IN (2);
ALTER TABLE ONLY left_over ADD PRIMARY KEY (site, day);
ALTER TABLE left_over_north ADD CONSTRAINT left_over_north_pkey PRIMARY KEY (site, day);
ALTER INDEX left_over_pkey ATTACH PARTITION left_over_north_pkey;
CREATE INDEX left_over_day ON ONLY left_over (day);
CREATE INDEX left_over_north_day_idx ON left_over_north (day);
ALTER INDEX left_over_day ATTACH PARTITION left_over_north_day_idx;
