



































-- PostgreSQL 15 Configuration for Enterprise Scale
-- Neon Postgres with Connection Pooling

ALTER SYSTEM SET max_connections = 1000;
ALTER SYSTEM SET shared_buffers = '2GB';
ALTER SYSTEM SET effective_cache_size = '6GB';
ALTER SYSTEM SET maintenance_work_mem = '512MB';
ALTER SYSTEM SET checkpoint_completion_target = 0.9;
ALTER SYSTEM SET wal_buffers = '64MB';
ALTER SYSTEM SET default_statistics_target = 500;
ALTER SYSTEM SET random_page_cost = 1.1;
ALTER SYSTEM SET effective_io_concurrency = 300;

-- Enable required extensions
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS "pg_stat_statements";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "btree_gin";
CREATE EXTENSION IF NOT EXISTS "postgis";









-- =====================================================
-- ENTERPRISE TENANT MANAGEMENT
-- =====================================================

-- Master enterprises table
CREATE TABLE enterprises (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(100) UNIQUE NOT NULL,
    domain VARCHAR(255),

    -- Subscription and billing
    subscription_plan VARCHAR(50) NOT NULL DEFAULT 'free',
    billing_customer_id VARCHAR(255),
    subscription_status VARCHAR(50) DEFAULT 'active',

    -- API and rate limiting
    api_key_hash VARCHAR(255) UNIQUE,
    rate_limits JSONB DEFAULT '{}',
    usage_quotas JSONB DEFAULT '{}',
    current_usage JSONB DEFAULT '{}',

    -- White-label configuration
    white_label_config JSONB DEFAULT '{}',
    branding_settings JSONB DEFAULT '{}',

    -- Compliance and security
    data_residency_region VARCHAR(50) DEFAULT 'us-east-1',
    compliance_requirements JSONB DEFAULT '[]',

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    CONSTRAINT valid_plan CHECK (subscription_plan IN ('free', 'starter', 'professional', 'enterprise'))
);

-- Performance indexes for enterprises
CREATE INDEX idx_enterprises_slug ON enterprises(slug) WHERE status != 'deleted';
CREATE INDEX idx_enterprises_api_key ON enterprises(api_key_hash) WHERE subscription_status = 'active';
CREATE INDEX idx_enterprises_subscription ON enterprises(subscription_plan);





-- =====================================================
-- USER MANAGEMENT & AUTHENTICATION
-- =====================================================

-- Enhanced users table with enterprise relationships
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) UNIQUE NOT NULL,
    email_verified BOOLEAN DEFAULT FALSE,

    -- Enterprise relationship
    enterprise_id UUID REFERENCES enterprises(id) ON DELETE SET NULL,
    role_in_enterprise VARCHAR(50) DEFAULT 'member',

    -- Personal information
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    display_name VARCHAR(255),
    avatar_url TEXT,
    phone VARCHAR(20),
    timezone VARCHAR(50) DEFAULT 'UTC',
    locale VARCHAR(10) DEFAULT 'en-US',

    -- Subscription and preferences
    subscription_tier VARCHAR(50) NOT NULL DEFAULT 'free',
    preferences JSONB DEFAULT '{}',
    notification_settings JSONB DEFAULT '{}',

    -- Travel profile
    travel_profile JSONB DEFAULT '{}',
    loyalty_memberships JSONB DEFAULT '{}',

    -- Security and compliance
    last_login_at TIMESTAMPTZ,
    login_count INTEGER DEFAULT 0,
    failed_login_attempts INTEGER DEFAULT 0,
    account_locked_until TIMESTAMPTZ,
    password_changed_at TIMESTAMPTZ DEFAULT NOW(),
    two_factor_enabled BOOLEAN DEFAULT FALSE,

    -- Privacy and consent
    gdpr_consent_given BOOLEAN DEFAULT FALSE,
    marketing_consent BOOLEAN DEFAULT FALSE,
    data_processing_consent BOOLEAN DEFAULT TRUE,
    consent_updated_at TIMESTAMPTZ,

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    deleted_at TIMESTAMPTZ
);

-- User indexes for performance
CREATE INDEX idx_users_email ON users(email) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_enterprise ON users(enterprise_id) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_subscription_tier ON users(subscription_tier);
CREATE INDEX idx_users_last_login ON users(last_login_at);





-- =====================================================
-- FLIGHT DATA AND BOOKING SYSTEM
-- =====================================================

-- Flights table with partitioning for performance
CREATE TABLE flights (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    flight_number VARCHAR(10) NOT NULL,
    airline_code VARCHAR(3) NOT NULL,
    airline_name VARCHAR(100) NOT NULL,

    -- Route information
    origin_airport VARCHAR(3) NOT NULL,
    destination_airport VARCHAR(3) NOT NULL,
    departure_time TIMESTAMPTZ NOT NULL,
    arrival_time TIMESTAMPTZ NOT NULL,
    duration INTEGER NOT NULL, -- minutes

    -- Layover analysis
    has_layover BOOLEAN DEFAULT FALSE,
    layover_airport VARCHAR(3),
    layover_duration INTEGER, -- minutes
    layover_score DECIMAL(3,2), -- 0.00-1.00

    -- Pricing and availability
    price_economy DECIMAL(10,2),
    price_business DECIMAL(10,2),
    price_first DECIMAL(10,2),
    currency VARCHAR(3) DEFAULT 'USD',
    availability_economy INTEGER,
    availability_business INTEGER,
    availability_first INTEGER,

    -- Provider information
    provider VARCHAR(50) NOT NULL, -- 'amadeus', 'duffel', 'kiwi'
    provider_flight_id VARCHAR(255),
    provider_response JSONB,

    -- Status and metadata
    status VARCHAR(50) DEFAULT 'active',
    last_updated TIMESTAMPTZ DEFAULT NOW(),
    created_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (departure_time);

-- Create monthly partitions for flight data
CREATE TABLE flights_2024_01 PARTITION OF flights
    FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE flights_2024_02 PARTITION OF flights
    FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
-- ... continue for all months

-- Flight performance indexes
CREATE INDEX idx_flights_route_date ON flights(origin_airport, destination_airport, departure_time);
CREATE INDEX idx_flights_layover ON flights(layover_airport, layover_duration) WHERE has_layover = true;
CREATE INDEX idx_flights_price ON flights(price_economy, currency);
CREATE INDEX idx_flights_provider ON flights(provider, provider_flight_id);





-- =====================================================
-- EXPERIENCE CATALOG & PARTNER NETWORK
-- =====================================================

-- Experience providers and partners
CREATE TABLE partners (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    type VARCHAR(50) NOT NULL, -- 'viator', 'local_operator', 'hotel', 'transport'

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
    commission_rate DECIMAL(4,2) DEFAULT 0.15, -- 15%
    payment_terms INTEGER DEFAULT 30, -- days
    currency VARCHAR(3) DEFAULT 'USD',

    -- Status and compliance
    status VARCHAR(50) DEFAULT 'active',
    kyc_verified BOOLEAN DEFAULT FALSE,
    insurance_verified BOOLEAN DEFAULT FALSE,

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

-- Experiences catalog
CREATE TABLE experiences (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    partner_id UUID REFERENCES partners(id),
    external_id VARCHAR(255), -- Partner's ID for this experience

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
    airport_code VARCHAR(3), -- Nearest airport
    location_coordinates POINT,
    meeting_point TEXT,

    -- Timing and duration
    duration_minutes INTEGER NOT NULL,
    min_layover_duration INTEGER, -- Minimum layover needed
    max_layover_duration INTEGER, -- Maximum practical layover
    advance_booking_required INTEGER DEFAULT 60, -- minutes

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
    available_days JSONB DEFAULT '[]', -- ['monday', 'tuesday', ...]
    available_times JSONB DEFAULT '[]', -- ['09:00', '14:00', ...]
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
    layover_score DECIMAL(3,2), -- How well suited for layovers
    timing_guarantee BOOLEAN DEFAULT FALSE,
    insurance_included BOOLEAN DEFAULT FALSE,

    -- Status and metadata
    status VARCHAR(50) DEFAULT 'active',
    featured BOOLEAN DEFAULT FALSE,
    last_sync_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

-- Experience performance indexes
CREATE INDEX idx_experiences_city_category ON experiences(city, category) WHERE status = 'active';
CREATE INDEX idx_experiences_airport_duration ON experiences(airport_code, min_layover_duration, max_layover_duration);
CREATE INDEX idx_experiences_rating ON experiences(average_rating DESC, booking_count DESC);
CREATE INDEX idx_experiences_price ON experiences(price_adult, currency);
CREATE INDEX idx_experiences_location ON experiences USING GIST(location_coordinates);





-- =====================================================
-- BOOKING SYSTEM & TRANSACTIONS
-- =====================================================

-- Main bookings table
CREATE TABLE bookings (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),
    enterprise_id UUID REFERENCES enterprises(id),

    -- Experience details
    experience_id UUID REFERENCES experiences(id),
    partner_id UUID REFERENCES partners(id),
    external_booking_id VARCHAR(255), -- Partner's booking ID

    -- Flight context
    flight_id UUID REFERENCES flights(id),
    layover_airport VARCHAR(3),
    flight_arrival TIMESTAMPTZ,
    flight_departure TIMESTAMPTZ,
    layover_duration INTEGER, -- minutes

    -- Booking details
    booking_date DATE NOT NULL,
    booking_time TIME NOT NULL,
    participant_count INTEGER NOT NULL,
    participant_details JSONB NOT NULL,
    special_requirements TEXT,

    -- Pricing breakdown
    subtotal DECIMAL(10,2) NOT NULL,
    taxes DECIMAL(10,2) DEFAULT 0.00,
    fees DECIMAL(10,2) DEFAULT 0.00,
    discount DECIMAL(10,2) DEFAULT 0.00,
    total_amount DECIMAL(10,2) NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Commission tracking
    partner_payout DECIMAL(10,2),
    commission_amount DECIMAL(10,2),
    commission_rate DECIMAL(4,2),

    -- Payment information
    payment_method VARCHAR(50), -- 'card', 'paypal', 'bank_transfer'
    payment_provider VARCHAR(50), -- 'stripe', 'paypal', 'adyen'
    payment_provider_id VARCHAR(255),
    payment_status VARCHAR(50) DEFAULT 'pending',
    paid_at TIMESTAMPTZ,

    -- Insurance and guarantees
    timing_guarantee BOOLEAN DEFAULT FALSE,
    insurance_coverage JSONB DEFAULT '{}',
    insurance_premium DECIMAL(10,2) DEFAULT 0.00,

    -- Status and workflow
    status VARCHAR(50) DEFAULT 'pending',
    -- pending, confirmed, completed, cancelled, refunded
    confirmed_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancellation_reason TEXT,

    -- Customer service
    customer_rating INTEGER, -- 1-5
    customer_review TEXT,
    customer_feedback JSONB,
    review_date TIMESTAMPTZ,

    -- Audit and compliance
    booking_source VARCHAR(100), -- 'web', 'mobile', 'api', 'partner'
    user_agent TEXT,
    ip_address INET,
    compliance_flags JSONB DEFAULT '{}',

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (created_at);

-- Create monthly partitions for bookings
CREATE TABLE bookings_2024_01 PARTITION OF bookings
    FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
-- ... continue for all months

-- Booking performance indexes
CREATE INDEX idx_bookings_user ON bookings(user_id, created_at DESC);
CREATE INDEX idx_bookings_experience ON bookings(experience_id, booking_date);
CREATE INDEX idx_bookings_status ON bookings(status, created_at);
CREATE INDEX idx_bookings_partner ON bookings(partner_id, status);
CREATE INDEX idx_bookings_revenue ON bookings(total_amount, currency, created_at) WHERE status IN ('confirmed', 'completed');









-- =====================================================
-- ANALYTICS AND EVENT TRACKING
-- =====================================================

-- User activity tracking
CREATE TABLE user_activities (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),
    enterprise_id UUID REFERENCES enterprises(id),

    -- Activity details
    activity_type VARCHAR(100) NOT NULL,
    activity_category VARCHAR(50) NOT NULL,
    activity_data JSONB NOT NULL,

    -- Context information
    session_id VARCHAR(255),
    page_url TEXT,
    referrer TEXT,
    user_agent TEXT,
    ip_address INET,

    -- Location and device
    country VARCHAR(2),
    city VARCHAR(100),
    device_type VARCHAR(50),
    browser VARCHAR(50),

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (created_at);

-- Event tracking for performance analysis
CREATE TABLE analytics_events (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type VARCHAR(100) NOT NULL,
    event_category VARCHAR(50) NOT NULL,

    -- Associated entities
    user_id UUID,
    enterprise_id UUID,
    booking_id UUID,
    experience_id UUID,

    -- Event data
    event_data JSONB NOT NULL,
    event_value DECIMAL(10,2),

    -- Performance metrics
    response_time INTEGER, -- milliseconds
    cache_hit BOOLEAN,
    api_provider VARCHAR(50),

    -- Context
    session_id VARCHAR(255),
    request_id VARCHAR(255),

    created_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (created_at);

-- Search analytics for optimization
CREATE TABLE search_analytics (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID,
    enterprise_id UUID,

    -- Search parameters
    origin_airport VARCHAR(3),
    destination_airport VARCHAR(3),
    departure_date DATE,
    return_date DATE,
    layover_preferences JSONB,

    -- Results and performance
    results_count INTEGER,
    response_time INTEGER, -- milliseconds
    cache_hit BOOLEAN,
    search_success BOOLEAN,

    -- User interaction
    clicked_result_position INTEGER,
    booking_resulted BOOLEAN,
    booking_id UUID,

    created_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (created_at);





-- =====================================================
-- REVENUE AND COMMISSION ANALYTICS
-- =====================================================

-- Daily revenue aggregations
CREATE TABLE daily_revenue_summary (
    date DATE PRIMARY KEY,
    enterprise_id UUID REFERENCES enterprises(id),

    -- Booking metrics
    total_bookings INTEGER DEFAULT 0,
    confirmed_bookings INTEGER DEFAULT 0,
    cancelled_bookings INTEGER DEFAULT 0,

    -- Revenue metrics
    gross_revenue DECIMAL(15,2) DEFAULT 0.00,
    net_revenue DECIMAL(15,2) DEFAULT 0.00,
    commission_revenue DECIMAL(15,2) DEFAULT 0.00,
    refunded_amount DECIMAL(15,2) DEFAULT 0.00,

    -- Partner breakdown
    partner_payouts DECIMAL(15,2) DEFAULT 0.00,
    partner_fees DECIMAL(15,2) DEFAULT 0.00,

    -- Currency breakdown
    currency_breakdown JSONB DEFAULT '{}',

    -- Customer metrics
    new_customers INTEGER DEFAULT 0,
    returning_customers INTEGER DEFAULT 0,
    customer_retention_rate DECIMAL(5,2),

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE(date, enterprise_id)
);

-- Partner performance tracking
CREATE TABLE partner_performance (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    partner_id UUID REFERENCES partners(id),
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,

    -- Booking metrics
    total_bookings INTEGER DEFAULT 0,
    successful_bookings INTEGER DEFAULT 0,
    cancelled_bookings INTEGER DEFAULT 0,
    booking_success_rate DECIMAL(5,2),

    -- Revenue metrics
    total_revenue DECIMAL(15,2) DEFAULT 0.00,
    commission_earned DECIMAL(15,2) DEFAULT 0.00,
    average_booking_value DECIMAL(10,2),

    -- Performance metrics
    average_rating DECIMAL(2,1),
    review_count INTEGER DEFAULT 0,
    response_time_avg INTEGER, -- minutes
    availability_rate DECIMAL(5,2),

    -- Customer satisfaction
    customer_satisfaction DECIMAL(2,1),
    repeat_booking_rate DECIMAL(5,2),
    complaint_count INTEGER DEFAULT 0,

    created_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE(partner_id, period_start, period_end)
);









-- =====================================================
-- SYSTEM CONFIGURATION AND FEATURE FLAGS
-- =====================================================

-- System configuration with versioning
CREATE TABLE system_configs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    key VARCHAR(255) NOT NULL,
    value JSONB NOT NULL,
    type VARCHAR(50) NOT NULL, -- 'string', 'number', 'boolean', 'json'

    -- Multi-tenant support
    tenant_id UUID REFERENCES enterprises(id),
    global_config BOOLEAN DEFAULT TRUE,

    -- Versioning and rollback
    version INTEGER DEFAULT 1,
    previous_value JSONB,
    change_reason TEXT,

    -- Access control
    is_sensitive BOOLEAN DEFAULT FALSE,
    is_active BOOLEAN DEFAULT TRUE,
    requires_restart BOOLEAN DEFAULT FALSE,

    -- Audit trail
    created_by UUID REFERENCES users(id),
    updated_by UUID REFERENCES users(id),
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE(key, tenant_id)
);

-- Feature flags for gradual rollouts
CREATE TABLE feature_flags (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL UNIQUE,
    description TEXT,

    -- Feature configuration
    is_enabled BOOLEAN DEFAULT FALSE,
    rollout_percentage INTEGER DEFAULT 0, -- 0-100
    target_users JSONB DEFAULT '[]',
    target_enterprises JSONB DEFAULT '[]',

    -- Conditions and rules
    conditions JSONB DEFAULT '{}',
    overrides JSONB DEFAULT '{}',

    -- Metadata
    created_by UUID REFERENCES users(id),
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

-- Configuration snapshots for rollback
CREATE TABLE config_snapshots (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    description TEXT,

    -- Snapshot data
    config_data JSONB NOT NULL,
    tenant_id UUID REFERENCES enterprises(id),

    -- Metadata
    created_by UUID REFERENCES users(id),
    created_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE(name, tenant_id)
);





-- =====================================================
-- MONITORING AND PERFORMANCE TRACKING
-- =====================================================

-- API usage and performance monitoring
CREATE TABLE api_usage_logs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),

    -- Request details
    endpoint VARCHAR(500) NOT NULL,
    method VARCHAR(10) NOT NULL,
    user_id UUID,
    enterprise_id UUID,
    api_key_id VARCHAR(255),

    -- Performance metrics
    response_time_ms INTEGER NOT NULL,
    response_status INTEGER NOT NULL,
    response_size_bytes INTEGER,
    cache_hit BOOLEAN DEFAULT FALSE,

    -- Request context
    user_agent TEXT,
    ip_address INET,
    request_id VARCHAR(255),
    session_id VARCHAR(255),

    -- Error details
    error_type VARCHAR(100),
    error_message TEXT,
    stack_trace TEXT,

    -- Timestamp
    timestamp TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (timestamp);

-- Create daily partitions for API logs
CREATE TABLE api_usage_logs_2024_01_25 PARTITION OF api_usage_logs
    FOR VALUES FROM ('2024-01-25') TO ('2024-01-26');

-- System performance metrics
CREATE TABLE performance_metrics (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    metric_name VARCHAR(255) NOT NULL,
    metric_value NUMERIC NOT NULL,
    metric_type VARCHAR(50) NOT NULL, -- 'counter', 'gauge', 'histogram'

    -- Context and tags
    tags JSONB DEFAULT '{}',
    labels JSONB DEFAULT '{}',

    -- Tenant context
    tenant_id UUID,

    -- Timing
    timestamp TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (timestamp);

-- Database performance tracking
CREATE TABLE query_performance (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    query_hash VARCHAR(64) NOT NULL, -- MD5 of normalized query
    query_text TEXT NOT NULL,

    -- Performance metrics
    execution_time_ms NUMERIC NOT NULL,
    rows_returned INTEGER,
    rows_examined INTEGER,

    -- Resource usage
    cpu_time_ms NUMERIC,
    io_reads INTEGER,
    io_writes INTEGER,
    memory_used_bytes INTEGER,

    -- Query context
    user_id UUID,
    enterprise_id UUID,
    connection_id VARCHAR(255),

    executed_at TIMESTAMPTZ DEFAULT NOW()

) PARTITION BY RANGE (executed_at);




































































-- Step 1: User initiates flight search
INSERT INTO search_analytics (
    user_id, origin_airport, destination_airport,
    departure_date, layover_preferences
) VALUES ($1, $2, $3, $4, $5);

-- Step 2: Check cache for similar searches
SELECT * FROM flight_search_cache
WHERE origin = $1 AND destination = $2
AND departure_date = $3
AND created_at > NOW() - INTERVAL '15 minutes';

-- Step 3: Query external APIs in parallel
-- (Amadeus, Duffel, Kiwi simultaneously)

-- Step 4: Store flight results
INSERT INTO flights (
    flight_number, airline_code, origin_airport,
    destination_airport, departure_time, arrival_time,
    layover_airport, layover_duration, provider
) VALUES (...);

-- Step 5: Calculate layover scores
UPDATE flights SET layover_score =
calculate_layover_score(layover_duration, layover_airport)
WHERE id IN (...);

-- Step 6: Update search analytics
UPDATE search_analytics SET
    results_count = $1,
    response_time = $2,
    search_success = true
WHERE id = $3;





-- Step 1: Validate booking request
SELECT * FROM experiences
WHERE id = $1 AND status = 'active'
AND min_layover_duration <= $2;

-- Step 2: Check availability
SELECT available_slots FROM experience_availability
WHERE experience_id = $1 AND date = $2;

-- Step 3: Create booking record
INSERT INTO bookings (
    user_id, experience_id, booking_date, booking_time,
    participant_count, total_amount, status
) VALUES ($1, $2, $3, $4, $5, $6, 'pending');

-- Step 4: Process payment
INSERT INTO payment_transactions (
    booking_id, amount, currency, provider, status
) VALUES ($1, $2, $3, 'stripe', 'processing');

-- Step 5: Confirm with partner
-- External API call to partner system

-- Step 6: Update booking status
UPDATE bookings SET
    status = 'confirmed',
    confirmed_at = NOW(),
    external_booking_id = $2
WHERE id = $1;

-- Step 7: Track revenue
INSERT INTO daily_revenue_summary (
    date, gross_revenue, net_revenue,
    commission_revenue, total_bookings
) VALUES (CURRENT_DATE, $1, $2, $3, 1)
ON CONFLICT (date) DO UPDATE SET
    gross_revenue = daily_revenue_summary.gross_revenue + $1,
    total_bookings = daily_revenue_summary.total_bookings + 1;









-- Materialized views for complex aggregations
CREATE MATERIALIZED VIEW popular_layover_routes AS
SELECT
    origin_airport,
    layover_airport,
    destination_airport,
    COUNT(*) as search_count,
    AVG(layover_duration) as avg_layover_duration,
    AVG(layover_score) as avg_layover_score,
    COUNT(CASE WHEN b.id IS NOT NULL THEN 1 END) as booking_count
FROM flights f
LEFT JOIN bookings b ON f.id = b.flight_id
WHERE f.has_layover = true
AND f.created_at > NOW() - INTERVAL '90 days'
GROUP BY origin_airport, layover_airport, destination_airport
HAVING COUNT(*) > 50
ORDER BY search_count DESC;

-- Refresh materialized view daily
CREATE OR REPLACE FUNCTION refresh_popular_routes()
RETURNS void AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY popular_layover_routes;
END;
$$ LANGUAGE plpgsql;

-- Schedule refresh
SELECT cron.schedule('refresh-popular-routes', '0 2 * * *', 'SELECT refresh_popular_routes();');





-- Composite indexes for common query patterns
CREATE INDEX idx_flights_layover_search ON flights (
    origin_airport, destination_airport, departure_time,
    layover_airport, layover_duration
) WHERE has_layover = true AND status = 'active';

-- Partial indexes for active records
CREATE INDEX idx_experiences_active_city ON experiences (city, category)
WHERE status = 'active' AND layover_optimized = true;

-- GIN indexes for JSONB columns
CREATE INDEX idx_experiences_tags ON experiences USING GIN (tags);
CREATE INDEX idx_user_preferences ON users USING GIN (preferences);
CREATE INDEX idx_booking_metadata ON bookings USING GIN (participant_details);

-- Covering indexes to avoid table lookups
CREATE INDEX idx_bookings_summary ON bookings (
    user_id, created_at DESC
) INCLUDE (experience_id, total_amount, status);





-- Automatic partition creation function
CREATE OR REPLACE FUNCTION create_monthly_partitions()
RETURNS void AS $$
DECLARE
    start_date date;
    end_date date;
    table_name text;
BEGIN
    -- Create partitions for next 3 months
    FOR i IN 0..3 LOOP
        start_date := date_trunc('month', CURRENT_DATE + (i || ' month')::interval)::date;
        end_date := start_date + interval '1 month';

        -- Bookings partition
        table_name := 'bookings_' || to_char(start_date, 'YYYY_MM');
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF bookings
                       FOR VALUES FROM (%L) TO (%L)',
                       table_name, start_date, end_date);

        -- Analytics events partition
        table_name := 'analytics_events_' || to_char(start_date, 'YYYY_MM');
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF analytics_events
                       FOR VALUES FROM (%L) TO (%L)',
                       table_name, start_date, end_date);
    END LOOP;
END;
$$ LANGUAGE plpgsql;

-- Schedule partition creation
SELECT cron.schedule('create-partitions', '0 1 1 * *', 'SELECT create_monthly_partitions();');









-- =====================================================
-- GDPR/CCPA COMPLIANCE AND DATA PROTECTION
-- =====================================================

-- Data processing consent tracking
CREATE TABLE user_consent_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id) ON DELETE CASCADE,

    -- Consent details
    consent_type VARCHAR(100) NOT NULL, -- 'gdpr_processing', 'marketing', 'analytics'
    consent_given BOOLEAN NOT NULL,
    consent_method VARCHAR(50), -- 'explicit', 'implicit', 'opt_in', 'opt_out'

    -- Legal basis
    legal_basis VARCHAR(100), -- 'consent', 'contract', 'legal_obligation', 'vital_interests'
    purpose_description TEXT,
    data_categories JSONB, -- ['personal', 'behavioral', 'financial']

    -- Context
    ip_address INET,
    user_agent TEXT,
    consent_source VARCHAR(100), -- 'registration', 'checkout', 'settings'

    -- Timing
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT NOW()
);

-- Data subject access requests
CREATE TABLE data_access_requests (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),

    -- Request details
    request_type VARCHAR(50) NOT NULL, -- 'access', 'rectification', 'erasure', 'portability'
    status VARCHAR(50) DEFAULT 'pending', -- 'pending', 'processing', 'completed', 'rejected'

    -- Request data
    requested_data_categories JSONB,
    export_format VARCHAR(20) DEFAULT 'json', -- 'json', 'csv', 'xml'

    -- Processing details
    assigned_to UUID REFERENCES users(id),
    processing_notes TEXT,
    completion_notes TEXT,

    -- File exports
    export_file_path TEXT,
    export_expires_at TIMESTAMPTZ,

    -- Timing (30-day compliance requirement)
    requested_at TIMESTAMPTZ DEFAULT NOW(),
    due_date TIMESTAMPTZ DEFAULT (NOW() + INTERVAL '30 days'),
    completed_at TIMESTAMPTZ,

    -- Verification
    identity_verified BOOLEAN DEFAULT FALSE,
    verification_method VARCHAR(100),
    verification_date TIMESTAMPTZ
);

-- Data retention policies
CREATE TABLE data_retention_policies (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    data_category VARCHAR(100) NOT NULL,
    table_name VARCHAR(100) NOT NULL,

    -- Retention rules
    retention_period INTERVAL NOT NULL, -- '7 years', '3 years', etc.
    retention_basis VARCHAR(200), -- Legal justification

    -- Deletion rules
    auto_deletion_enabled BOOLEAN DEFAULT TRUE,
    deletion_method VARCHAR(50) DEFAULT 'hard_delete', -- 'hard_delete', 'anonymize'

    -- Configuration
    is_active BOOLEAN DEFAULT TRUE,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

-- Automated data deletion log
CREATE TABLE data_deletion_log (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID, -- May be null for automated deletions

    -- Deletion details
    deletion_type VARCHAR(50) NOT NULL, -- 'user_request', 'automated', 'legal_hold'
    data_categories JSONB NOT NULL,
    records_deleted INTEGER NOT NULL,

    -- Legal compliance
    legal_basis VARCHAR(200),
    retention_override BOOLEAN DEFAULT FALSE,
    retention_reason TEXT,

    -- Audit trail
    executed_by VARCHAR(100), -- 'system', user_id, or 'administrator'
    execution_method VARCHAR(50), -- 'automated', 'manual', 'api'

    deleted_at TIMESTAMPTZ DEFAULT NOW()
);









-- Backup configuration and scheduling
CREATE TABLE backup_configurations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,

    -- Backup scope
    backup_type VARCHAR(50) NOT NULL, -- 'full', 'incremental', 'differential'
    databases JSONB NOT NULL, -- ['main', 'analytics', 'logs']
    tables JSONB, -- Specific tables if not full database

    -- Schedule
    cron_schedule VARCHAR(100) NOT NULL, -- '0 2 * * *' for daily at 2 AM
    timezone VARCHAR(50) DEFAULT 'UTC',

    -- Storage configuration
    storage_location TEXT NOT NULL,
    encryption_enabled BOOLEAN DEFAULT TRUE,
    compression_enabled BOOLEAN DEFAULT TRUE,

    -- Retention
    retention_days INTEGER DEFAULT 30,
    archive_after_days INTEGER DEFAULT 90,

    -- Status
    is_active BOOLEAN DEFAULT TRUE,
    last_backup_at TIMESTAMPTZ,
    next_backup_at TIMESTAMPTZ,

    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

-- Backup execution log
CREATE TABLE backup_executions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    configuration_id UUID REFERENCES backup_configurations(id),

    -- Execution details
    backup_type VARCHAR(50) NOT NULL,
    status VARCHAR(50) DEFAULT 'running', -- 'running', 'completed', 'failed', 'partial'

    -- File information
    backup_file_path TEXT,
    file_size_bytes BIGINT,
    checksum VARCHAR(64),

    -- Performance metrics
    duration_seconds INTEGER,
    records_backed_up BIGINT,

    -- Error handling
    error_message TEXT,
    retry_count INTEGER DEFAULT 0,

    -- Timing
    started_at TIMESTAMPTZ DEFAULT NOW(),
    completed_at TIMESTAMPTZ
);

-- Disaster recovery test log
CREATE TABLE disaster_recovery_tests (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    test_name VARCHAR(255) NOT NULL,

    -- Test configuration
    test_type VARCHAR(100) NOT NULL, -- 'full_restore', 'point_in_time', 'partial_restore'
    test_environment VARCHAR(100), -- 'staging', 'test', 'isolated'
    backup_file_used TEXT,

    -- Test results
    status VARCHAR(50) DEFAULT 'running',
    success_criteria JSONB,
    actual_results JSONB,

    -- Performance
    restore_duration_seconds INTEGER,
    data_integrity_check BOOLEAN,
    application_functionality_check BOOLEAN,

    -- Timing
    rto_target INTEGER, -- Recovery Time Objective in minutes
    rto_actual INTEGER, -- Actual recovery time
    rpo_target INTEGER, -- Recovery Point Objective in minutes
    rpo_actual INTEGER, -- Actual recovery point

    -- Documentation
    test_notes TEXT,
    recommendations TEXT,

    executed_at TIMESTAMPTZ DEFAULT NOW(),
    completed_at TIMESTAMPTZ
);









-- Database health monitoring function
CREATE OR REPLACE FUNCTION check_database_health()
RETURNS TABLE(
    check_name text,
    status text,
    value numeric,
    threshold numeric,
    message text
) AS $$
BEGIN
    -- Connection count check
    RETURN QUERY
    SELECT
        'connection_count'::text,
        CASE WHEN current_connections::numeric / max_connections::numeric > 0.8
             THEN 'warning'::text
             WHEN current_connections::numeric / max_connections::numeric > 0.9
             THEN 'critical'::text
             ELSE 'ok'::text
        END,
        current_connections::numeric,
        max_connections::numeric,
        'Current: ' || current_connections || ' / Max: ' || max_connections
    FROM (
        SELECT
            COUNT(*) as current_connections,
            (SELECT setting::int FROM pg_settings WHERE name = 'max_connections') as max_connections
        FROM pg_stat_activity
    ) conn;

    -- Cache hit ratio check
    RETURN QUERY
    SELECT
        'cache_hit_ratio'::text,
        CASE WHEN cache_hit_ratio < 0.9 THEN 'warning'::text
             WHEN cache_hit_ratio < 0.8 THEN 'critical'::text
             ELSE 'ok'::text
        END,
        cache_hit_ratio * 100,
        90::numeric,
        'Cache hit ratio: ' || ROUND(cache_hit_ratio * 100, 2) || '%'
    FROM (
        SELECT
            SUM(blks_hit)::numeric / NULLIF(SUM(blks_hit + blks_read), 0) as cache_hit_ratio
        FROM pg_stat_database
    ) cache;

    -- Query performance check
    RETURN QUERY
    SELECT
        'slow_queries'::text,
        CASE WHEN slow_query_count > 100 THEN 'critical'::text
             WHEN slow_query_count > 50 THEN 'warning'::text
             ELSE 'ok'::text
        END,
        slow_query_count::numeric,
        50::numeric,
        'Slow queries (>1s): ' || slow_query_count
    FROM (
        SELECT COUNT(*) as slow_query_count
        FROM pg_stat_statements
        WHERE mean_exec_time > 1000
    ) slow;
END;
$$ LANGUAGE plpgsql;

-- Schedule health checks
CREATE OR REPLACE FUNCTION log_health_check()
RETURNS void AS $$
DECLARE
    health_record record;
BEGIN
    FOR health_record IN SELECT * FROM check_database_health() LOOP
        INSERT INTO performance_metrics (
            metric_name,
            metric_value,
            metric_type,
            tags
        ) VALUES (
            'db_health_' || health_record.check_name,
            health_record.value,
            'gauge',
            jsonb_build_object(
                'status', health_record.status,
                'threshold', health_record.threshold,
                'message', health_record.message
            )
        );
    END LOOP;
END;
$$ LANGUAGE plpgsql;
