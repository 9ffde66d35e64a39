CREATE TABLE sale (id bigint NOT NULL, region text NOT NULL) PARTITION BY HASH (id);
CREATE TABLE sale_0 PARTITION OF sale FOR VALUES WITH (modulus 3, remainder 0);
CREATE TABLE sale_1 PARTITION OF sale FOR VALUES WITH (modulus 3, remainder 1);
CREATE TABLE sale_2 PARTITION OF sale FOR VALUES WITH (modulus 3, remainder 2);
INSERT INTO sale SELECT n, 'eu' FROM generate_series(1, 20) AS n;
