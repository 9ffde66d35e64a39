-- Event tracking, and revenue and commission aggregates. Sections 3.1 and 3.2.
--
-- For the three partitioned tables:
-- E000-02: the primary key contains the partition key: (id, created_at).
-- E000-10: no partition is created here; see partitions/.
-- E000-11: create_monthly_partitions() of the document forgets two of them; corrected in V11.
-- E000-14: bounds are written with an explicit UTC offset, see V3.

-- =====================================================
-- ANALYTICS AND EVENT TRACKING
-- =====================================================

CREATE TABLE user_activities (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
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
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE user_activities IS 'User activity tracking';

CREATE TABLE analytics_events (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
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
    response_time INTEGER,
    cache_hit BOOLEAN,
    api_provider VARCHAR(50),

    -- Context
    session_id VARCHAR(255),
    request_id VARCHAR(255),

    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE analytics_events IS 'Event tracking for performance analysis';
COMMENT ON COLUMN analytics_events.response_time IS 'milliseconds';

CREATE TABLE search_analytics (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
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
    response_time INTEGER,
    cache_hit BOOLEAN,
    search_success BOOLEAN,

    -- User interaction
    clicked_result_position INTEGER,
    booking_resulted BOOLEAN,
    booking_id UUID,

    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE search_analytics IS 'Search analytics for optimization';
COMMENT ON COLUMN search_analytics.response_time IS 'milliseconds';

-- =====================================================
-- REVENUE AND COMMISSION ANALYTICS
-- =====================================================

-- E000-19: the document makes date alone the primary key, which allows one enterprise a day. The key is the UNIQUE it
--          also declares, (date, enterprise_id), where a missing enterprise (direct customers) counts as a value.
--          "Track revenue" of section 5.3 must therefore say ON CONFLICT (date, enterprise_id), and its UPDATE must add
--          net_revenue and commission_revenue too (application).
CREATE TABLE daily_revenue_summary (
    date DATE NOT NULL,
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

    UNIQUE NULLS NOT DISTINCT (date, enterprise_id)
);

COMMENT ON TABLE daily_revenue_summary IS 'Daily revenue aggregations';

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
    response_time_avg INTEGER,
    availability_rate DECIMAL(5,2),

    -- Customer satisfaction
    customer_satisfaction DECIMAL(2,1),
    repeat_booking_rate DECIMAL(5,2),
    complaint_count INTEGER DEFAULT 0,

    created_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE (partner_id, period_start, period_end)
);

COMMENT ON TABLE partner_performance IS 'Partner performance tracking';
COMMENT ON COLUMN partner_performance.response_time_avg IS 'minutes';
