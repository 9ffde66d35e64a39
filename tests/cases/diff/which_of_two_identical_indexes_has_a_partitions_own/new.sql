CREATE TABLE orders (id integer NOT NULL, region text NOT NULL, at date NOT NULL) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu') PARTITION BY RANGE (at);
CREATE TABLE orders_us PARTITION OF orders FOR VALUES IN ('us');
CREATE TABLE orders_eu_2026 PARTITION OF orders_eu FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX orders_first ON orders (at);
CREATE INDEX by_hand ON orders_us (at);
CREATE INDEX by_hand_too ON orders_eu_2026 (at);
CREATE INDEX orders_second ON orders (at);

