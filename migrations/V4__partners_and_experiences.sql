-- Partners, their experiences, and the free places of these. Section 2.4, the experience indexes of section 6.2, and
-- the availability which the booking process of section 5.3 reads.

-- =====================================================
-- EXPERIENCE CATALOG & PARTNER NETWORK
-- =====================================================

CREATE TABLE partners (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    type VARCHAR(50) NOT NULL,

    -- Contact and business information
    email VARCHAR(255),
    phone VARCHAR(20),
    website TEXT,
    business_license VARCHAR(100),

    -- API integration
    api_endpoint TEXT,
    api_key_encrypted TEXT,
    api_credentials JSONB,
    webhook_url TEXT,

    -- Performance metrics
    average_rating DECIMAL(2,1) DEFAULT 0.0,
    total_bookings INTEGER DEFAULT 0,
    total_revenue DECIMAL(15,2) DEFAULT 0.00,

    -- Commission and pricing
    commission_rate DECIMAL(4,2) DEFAULT 0.15,
    payment_terms INTEGER DEFAULT 30,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Status and compliance
    status VARCHAR(50) DEFAULT 'active',
    kyc_verified BOOLEAN DEFAULT FALSE,
    insurance_verified BOOLEAN DEFAULT FALSE,

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE partners IS 'Experience providers and partners';
COMMENT ON COLUMN partners.type IS 'viator, local_operator, hotel, transport';
COMMENT ON COLUMN partners.commission_rate IS 'fraction: 0.15 is 15%';
COMMENT ON COLUMN partners.payment_terms IS 'days';

CREATE TABLE experiences (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    partner_id UUID REFERENCES partners(id),
    external_id VARCHAR(255),

    -- Basic information
    title VARCHAR(500) NOT NULL,
    description TEXT,
    short_description VARCHAR(1000),
    category VARCHAR(100) NOT NULL,
    subcategory VARCHAR(100),
    tags JSONB DEFAULT '[]',

    -- Location and logistics
    city VARCHAR(100) NOT NULL,
    country VARCHAR(100) NOT NULL,
    airport_code VARCHAR(3),
    location_coordinates POINT,
    meeting_point TEXT,

    -- Timing and duration
    duration_minutes INTEGER NOT NULL,
    min_layover_duration INTEGER,
    max_layover_duration INTEGER,
    advance_booking_required INTEGER DEFAULT 60,

    -- Capacity and group size
    min_participants INTEGER DEFAULT 1,
    max_participants INTEGER DEFAULT 20,
    private_option_available BOOLEAN DEFAULT FALSE,

    -- Pricing
    price_adult DECIMAL(10,2) NOT NULL,
    price_child DECIMAL(10,2),
    price_senior DECIMAL(10,2),
    price_private DECIMAL(10,2),
    currency VARCHAR(3) DEFAULT 'USD',
    dynamic_pricing_enabled BOOLEAN DEFAULT FALSE,

    -- Ratings and reviews
    average_rating DECIMAL(2,1) DEFAULT 0.0,
    review_count INTEGER DEFAULT 0,
    booking_count INTEGER DEFAULT 0,

    -- Availability and scheduling
    available_days JSONB DEFAULT '[]',
    available_times JSONB DEFAULT '[]',
    blackout_dates JSONB DEFAULT '[]',
    seasonal_availability JSONB DEFAULT '{}',

    -- Requirements and restrictions
    age_restrictions JSONB DEFAULT '{}',
    physical_requirements JSONB DEFAULT '{}',
    visa_requirements JSONB DEFAULT '{}',
    language_options JSONB DEFAULT '["en"]',

    -- Media and content
    images JSONB DEFAULT '[]',
    videos JSONB DEFAULT '[]',
    documents JSONB DEFAULT '[]',

    -- Layover optimization
    layover_optimized BOOLEAN DEFAULT FALSE,
    layover_score DECIMAL(3,2),
    timing_guarantee BOOLEAN DEFAULT FALSE,
    insurance_included BOOLEAN DEFAULT FALSE,

    -- Status and metadata
    status VARCHAR(50) DEFAULT 'active',
    featured BOOLEAN DEFAULT FALSE,
    last_sync_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE experiences IS 'Experiences catalog';
COMMENT ON COLUMN experiences.external_id IS 'Partner''s ID for this experience';
COMMENT ON COLUMN experiences.airport_code IS 'Nearest airport';
COMMENT ON COLUMN experiences.min_layover_duration IS 'Minimum layover needed (minutes)';
COMMENT ON COLUMN experiences.max_layover_duration IS 'Maximum practical layover (minutes)';
COMMENT ON COLUMN experiences.advance_booking_required IS 'minutes';
COMMENT ON COLUMN experiences.available_days IS '["monday", "tuesday", ...]';
COMMENT ON COLUMN experiences.available_times IS '["09:00", "14:00", ...]';
COMMENT ON COLUMN experiences.layover_score IS 'How well suited for layovers';

-- Experience performance indexes
CREATE INDEX idx_experiences_city_category ON experiences (city, category) WHERE status = 'active';
CREATE INDEX idx_experiences_airport_duration ON experiences (
    airport_code, min_layover_duration, max_layover_duration
);
CREATE INDEX idx_experiences_rating ON experiences (average_rating DESC, booking_count DESC);
CREATE INDEX idx_experiences_price ON experiences (price_adult, currency);
CREATE INDEX idx_experiences_location ON experiences USING GIST (location_coordinates);

-- Partial index for active records (section 6.2)
-- E000-33: its rows are a subset of those of idx_experiences_city_category. Kept as written.
CREATE INDEX idx_experiences_active_city ON experiences (city, category)
WHERE status = 'active' AND layover_optimized = true;

-- GIN index for JSONB (section 6.2)
CREATE INDEX idx_experiences_tags ON experiences USING GIN (tags);

-- E000-08: section 5.3 reads this table but does not define it. Columns from its use there: one row per experience and
--          day, hence the natural key.
CREATE TABLE experience_availability (
    experience_id UUID NOT NULL REFERENCES experiences(id),
    date DATE NOT NULL,
    available_slots INTEGER NOT NULL,

    PRIMARY KEY (experience_id, date)
);

COMMENT ON TABLE experience_availability IS 'Free places per experience and day';
