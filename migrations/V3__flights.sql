-- Flights and the cache of flight searches. Section 2.3, the flight index of section 6.2, and the cache which the
-- flight search of section 5.3 reads.

-- =====================================================
-- FLIGHT DATA AND BOOKING SYSTEM
-- =====================================================

-- E000-02: a primary key of a partitioned table must contain the partition key: (id, departure_time). Hence id alone is
--          not unique for PostgreSQL, and a query by id alone looks into every partition.
-- E000-10: no partition is created here; partitions/flights.toml says which ones `pgkeel partitions maintain` keeps.
-- E000-14: the partition bounds of the document are dates, whose meaning depends on the session's TimeZone; pgkeel
--          writes them with an explicit UTC offset.
-- E000-09: the INSERT of section 5.3 must also give airline_name and duration, which are NOT NULL (application).
CREATE TABLE flights (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    flight_number VARCHAR(10) NOT NULL,
    airline_code VARCHAR(3) NOT NULL,
    airline_name VARCHAR(100) NOT NULL,

    -- Route information
    origin_airport VARCHAR(3) NOT NULL,
    destination_airport VARCHAR(3) NOT NULL,
    departure_time TIMESTAMPTZ NOT NULL,
    arrival_time TIMESTAMPTZ NOT NULL,
    duration INTEGER NOT NULL,

    -- Layover analysis
    has_layover BOOLEAN DEFAULT FALSE,
    layover_airport VARCHAR(3),
    layover_duration INTEGER,
    layover_score DECIMAL(3,2),

    -- Pricing and availability
    price_economy DECIMAL(10,2),
    price_business DECIMAL(10,2),
    price_first DECIMAL(10,2),
    currency VARCHAR(3) DEFAULT 'USD',
    availability_economy INTEGER,
    availability_business INTEGER,
    availability_first INTEGER,

    -- Provider information
    provider VARCHAR(50) NOT NULL,
    provider_flight_id VARCHAR(255),
    provider_response JSONB,

    -- Status and metadata
    status VARCHAR(50) DEFAULT 'active',
    last_updated TIMESTAMPTZ DEFAULT NOW(),
    created_at TIMESTAMPTZ DEFAULT NOW(),

    PRIMARY KEY (id, departure_time)
) PARTITION BY RANGE (departure_time);

COMMENT ON TABLE flights IS 'Flights table with partitioning for performance';
COMMENT ON COLUMN flights.duration IS 'minutes';
COMMENT ON COLUMN flights.layover_duration IS 'minutes';
COMMENT ON COLUMN flights.layover_score IS '0.00-1.00';
COMMENT ON COLUMN flights.provider IS 'amadeus, duffel, kiwi';

-- Flight performance indexes
CREATE INDEX idx_flights_route_date ON flights (origin_airport, destination_airport, departure_time);
CREATE INDEX idx_flights_layover ON flights (layover_airport, layover_duration) WHERE has_layover = true;
CREATE INDEX idx_flights_price ON flights (price_economy, currency);
CREATE INDEX idx_flights_provider ON flights (provider, provider_flight_id);

-- Composite index for common query patterns (section 6.2)
CREATE INDEX idx_flights_layover_search ON flights (
    origin_airport, destination_airport, departure_time,
    layover_airport, layover_duration
) WHERE has_layover = true AND status = 'active';

-- E000-08: section 5.3 reads this table but does not define it. Columns from its use there, plus the cached results.
--          A row counts for 15 minutes.
CREATE TABLE flight_search_cache (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    origin VARCHAR(3) NOT NULL,
    destination VARCHAR(3) NOT NULL,
    departure_date DATE NOT NULL,
    results JSONB NOT NULL DEFAULT '[]',
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

COMMENT ON TABLE flight_search_cache IS 'Results of recent flight searches, valid for 15 minutes';

CREATE INDEX idx_flight_search_cache_lookup ON flight_search_cache (
    origin, destination, departure_date, created_at DESC
);
