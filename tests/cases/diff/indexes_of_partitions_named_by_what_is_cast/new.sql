CREATE TABLE p (a int, b text, c numeric, d jsonb, e int[], t timestamptz) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX ON p ((a + 1.5));
CREATE INDEX ON p (((a + 1)::bigint));
CREATE INDEX ON p (((d ->> 'x')::int)) WHERE d IS NOT NULL;
CREATE INDEX ON p ((CASE WHEN a > 1 THEN b END), lower(b));
CREATE INDEX ON p ((CASE WHEN a > 1 THEN b ELSE c::text END) DESC);
CREATE INDEX ON p (((t AT TIME ZONE 'utc')::date), (e[1]), (b COLLATE "C"));
