CREATE TABLE p (a int, b text, c numeric, d jsonb, e int[], t timestamptz) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
