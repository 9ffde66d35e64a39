CREATE TABLE begun (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE begun_north PARTITION OF begun FOR VALUES IN (1);
CREATE TABLE begun_south PARTITION OF begun FOR VALUES IN (2);
ALTER TABLE ONLY begun ADD PRIMARY KEY (site, day);

CREATE TABLE ended (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE ended_north PARTITION OF ended FOR VALUES IN (1);
CREATE TABLE ended_south PARTITION OF ended FOR VALUES IN (2);
ALTER TABLE ONLY ended ADD PRIMARY KEY (site, day);
ALTER TABLE ended_north ADD CONSTRAINT ended_north_pkey PRIMARY KEY (site, day);
ALTER TABLE ended_south ADD CONSTRAINT ended_south_pkey PRIMARY KEY (site, day);
ALTER INDEX ended_pkey ATTACH PARTITION ended_north_pkey;
ALTER INDEX ended_pkey ATTACH PARTITION ended_south_pkey;

CREATE TABLE halfway (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE halfway_north PARTITION OF halfway FOR VALUES IN (1);
CREATE TABLE halfway_south PARTITION OF halfway FOR VALUES IN (2);
ALTER TABLE halfway ADD PRIMARY KEY (site, day);

CREATE TABLE adopted (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE adopted_north PARTITION OF adopted FOR VALUES IN (1);
CREATE TABLE adopted_south PARTITION OF adopted FOR VALUES IN (2);
ALTER TABLE ONLY adopted ADD PRIMARY KEY (site, day);
ALTER TABLE adopted_north ADD CONSTRAINT adopted_north_pkey PRIMARY KEY (site, day);
ALTER INDEX adopted_pkey ATTACH PARTITION adopted_north_pkey;

CREATE TABLE apart (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE apart_north PARTITION OF apart FOR VALUES IN (1);
CREATE TABLE apart_south PARTITION OF apart FOR VALUES IN (2);
ALTER TABLE ONLY apart ADD PRIMARY KEY (site, day);
ALTER TABLE apart_north ADD CONSTRAINT apart_north_pkey PRIMARY KEY (site, day);
ALTER TABLE apart_south ADD CONSTRAINT apart_south_pkey PRIMARY KEY (site, day);
ALTER INDEX apart_pkey ATTACH PARTITION apart_north_pkey;
ALTER INDEX apart_pkey ATTACH PARTITION apart_south_pkey;

CREATE TABLE let_go (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE let_go_north PARTITION OF let_go FOR VALUES IN (1);
CREATE TABLE let_go_south PARTITION OF let_go FOR VALUES IN (2);
ALTER TABLE ONLY let_go ADD PRIMARY KEY (site, day);
ALTER TABLE let_go_south ADD CONSTRAINT theirs PRIMARY KEY (site, day);
ALTER INDEX let_go_pkey ATTACH PARTITION theirs;

CREATE TABLE gone (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE gone_north PARTITION OF gone FOR VALUES IN (1);
CREATE TABLE gone_south PARTITION OF gone FOR VALUES IN (2);
ALTER TABLE gone_north ADD CONSTRAINT gone_north_pkey PRIMARY KEY (site, day);

-- A new table has one, and so has a partition of it that is partitioned itself.
CREATE TABLE fresh (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE fresh_north PARTITION OF fresh FOR VALUES IN (1) PARTITION BY RANGE (day);
CREATE TABLE fresh_south PARTITION OF fresh FOR VALUES IN (2);
ALTER TABLE ONLY fresh ADD PRIMARY KEY (site, day);
ALTER TABLE fresh_north ADD CONSTRAINT fresh_north_pkey PRIMARY KEY (site, day);
ALTER INDEX fresh_pkey ATTACH PARTITION fresh_north_pkey;

CREATE TABLE left_over (site int NOT NULL, day date NOT NULL) PARTITION BY LIST (site);
CREATE TABLE left_over_north PARTITION OF left_over FOR VALUES IN (1);
ALTER TABLE left_over ADD PRIMARY KEY (site, day);
CREATE INDEX left_over_day ON left_over (day);
