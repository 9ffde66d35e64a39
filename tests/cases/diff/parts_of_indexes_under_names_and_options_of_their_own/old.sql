-- What a partition has for an index or key of its table is called as PostgreSQL calls it, or otherwise.
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE m (id int, a int, t text, CONSTRAINT m_pk PRIMARY KEY (id), CONSTRAINT m_u UNIQUE (id, a)) PARTITION BY RANGE (id);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (10) TO (20);
CREATE TABLE m_3 PARTITION OF m FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (id);
CREATE TABLE m_3_1 PARTITION OF m_3 FOR VALUES FROM (20) TO (30);
CREATE INDEX m_a ON m (a);
CREATE INDEX m_t ON m (lower(t));
ALTER TABLE m ADD CONSTRAINT m_fk FOREIGN KEY (a) REFERENCES r;
ALTER INDEX m_2_a_idx RENAME TO second_a;
ALTER INDEX m_2_lower_idx SET (fillfactor = 60);
