-- The routes with the most layover flights. Section 6.1.
--
-- E000-04: layover_airport and layover_duration exist in both tables; every column is qualified.
-- E000-25: the document counts and averages over flights x bookings, so that a flight with 50 bookings weighs 50 times.
--          Here bookings are counted per flight first, and each flight is one row: search_count is the number of
--          distinct flights, and the averages are theirs. The window and HAVING act on flights, as written.
-- E000-03: the join uses both columns of the flight's key.
-- E000-06: no cron.schedule(); `pgkeel matviews refresh`, run by cron, refreshes the view daily (at a time other than the backup's 02:00,
--          E000-23).
--
-- WITH DATA: on a new database the tables are empty and it costs nothing, the view can be queried at once, and
-- REFRESH ... CONCURRENTLY, which needs a populated view, works from the first time.
CREATE MATERIALIZED VIEW popular_layover_routes AS
SELECT
    f.origin_airport,
    f.layover_airport,
    f.destination_airport,
    COUNT(*) AS search_count,
    AVG(f.layover_duration) AS avg_layover_duration,
    AVG(f.layover_score) AS avg_layover_score,
    COALESCE(SUM(b.bookings), 0)::BIGINT AS booking_count
FROM flights f
LEFT JOIN (
    SELECT flight_id, flight_departure_time, COUNT(*) AS bookings
    FROM bookings
    GROUP BY flight_id, flight_departure_time
) b ON f.id = b.flight_id AND f.departure_time = b.flight_departure_time
WHERE f.has_layover = true
AND f.created_at > NOW() - INTERVAL '90 days'
GROUP BY f.origin_airport, f.layover_airport, f.destination_airport
HAVING COUNT(*) > 50
ORDER BY search_count DESC
WITH DATA;

COMMENT ON MATERIALIZED VIEW popular_layover_routes IS 'Layover routes with more than 50 flights in the last 90 days';

-- E000-05: REFRESH ... CONCURRENTLY needs a unique index. layover_airport may be NULL, hence NULLS NOT DISTINCT.
CREATE UNIQUE INDEX idx_popular_layover_routes_route ON popular_layover_routes (
    origin_airport, layover_airport, destination_airport
) NULLS NOT DISTINCT;
