-- Bookings and their payments. Section 2.5, the booking indexes of section 6.2, and the payments which the booking
-- process of section 5.3 writes.

-- =====================================================
-- BOOKING SYSTEM & TRANSACTIONS
-- =====================================================

-- E000-02: the primary key contains the partition key: (id, created_at).
-- E000-03: flights(id) is not unique, so flight_id alone cannot reference it. flight_departure_time carries the second
--          half of the flight's key (flight_departure is the time of the onward flight and no substitute). MATCH FULL:
--          both are given or neither; with the default a flight_id without a time would not be checked at all.
-- E000-34: consequently a partition of flights cannot be dropped while attached, nor detached while a booking refers to
--          one of its flights; retention must detach first and leave such a partition alone.
-- E000-10: no partition is created here; see partitions/bookings.toml.
-- E000-14: bounds are written with an explicit UTC offset, see V3.
-- E000-22: user_id keeps NO ACTION, as every reference to users except that of user_consent_history: a user is erased
--          by anonymising the row, never by DELETE (policy, not applied).
-- E000-09: the INSERT of section 5.3 must also give participant_details and subtotal, which are NOT NULL (application).
CREATE TABLE bookings (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),
    enterprise_id UUID REFERENCES enterprises(id),

    -- Experience details
    experience_id UUID REFERENCES experiences(id),
    partner_id UUID REFERENCES partners(id),
    external_booking_id VARCHAR(255),

    -- Flight context
    flight_id UUID,
    flight_departure_time TIMESTAMPTZ,
    layover_airport VARCHAR(3),
    flight_arrival TIMESTAMPTZ,
    flight_departure TIMESTAMPTZ,
    layover_duration INTEGER,

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
    payment_method VARCHAR(50),
    payment_provider VARCHAR(50),
    payment_provider_id VARCHAR(255),
    payment_status VARCHAR(50) DEFAULT 'pending',
    paid_at TIMESTAMPTZ,

    -- Insurance and guarantees
    timing_guarantee BOOLEAN DEFAULT FALSE,
    insurance_coverage JSONB DEFAULT '{}',
    insurance_premium DECIMAL(10,2) DEFAULT 0.00,

    -- Status and workflow
    status VARCHAR(50) DEFAULT 'pending',
    confirmed_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancellation_reason TEXT,

    -- Customer service
    customer_rating INTEGER,
    customer_review TEXT,
    customer_feedback JSONB,
    review_date TIMESTAMPTZ,

    -- Audit and compliance
    booking_source VARCHAR(100),
    user_agent TEXT,
    ip_address INET,
    compliance_flags JSONB DEFAULT '{}',

    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    PRIMARY KEY (id, created_at),
    FOREIGN KEY (flight_id, flight_departure_time) REFERENCES flights(id, departure_time) MATCH FULL
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE bookings IS 'Main bookings table';
COMMENT ON COLUMN bookings.external_booking_id IS 'Partner''s booking ID';
COMMENT ON COLUMN bookings.flight_departure_time IS 'departure_time of the flight: with flight_id the key of flights';
COMMENT ON COLUMN bookings.layover_duration IS 'minutes';
COMMENT ON COLUMN bookings.payment_method IS 'card, paypal, bank_transfer';
COMMENT ON COLUMN bookings.payment_provider IS 'stripe, paypal, adyen';
COMMENT ON COLUMN bookings.status IS 'pending, confirmed, completed, cancelled, refunded';
COMMENT ON COLUMN bookings.customer_rating IS '1-5';
COMMENT ON COLUMN bookings.booking_source IS 'web, mobile, api, partner';

-- Booking performance indexes
-- E000-33: idx_bookings_user is a prefix of idx_bookings_summary. Kept as written.
CREATE INDEX idx_bookings_user ON bookings (user_id, created_at DESC);
CREATE INDEX idx_bookings_experience ON bookings (experience_id, booking_date);
CREATE INDEX idx_bookings_status ON bookings (status, created_at);
CREATE INDEX idx_bookings_partner ON bookings (partner_id, status);
CREATE INDEX idx_bookings_revenue ON bookings (total_amount, currency, created_at)
WHERE status IN ('confirmed', 'completed');

-- GIN index for JSONB (section 6.2)
CREATE INDEX idx_booking_metadata ON bookings USING GIN (participant_details);

-- Covering index to avoid table lookups (section 6.2)
CREATE INDEX idx_bookings_summary ON bookings (
    user_id, created_at DESC
) INCLUDE (experience_id, total_amount, status);

-- E000-08: section 5.3 writes this table but does not define it. Columns from its use there. booking_id has no foreign
--          key: bookings(id) alone is not unique (E000-02), and payments outlive the partitions of bookings.
CREATE TABLE payment_transactions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    booking_id UUID NOT NULL,
    amount DECIMAL(10,2) NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',
    provider VARCHAR(50) NOT NULL,
    status VARCHAR(50) DEFAULT 'pending',
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE payment_transactions IS 'Payments of bookings';
COMMENT ON COLUMN payment_transactions.booking_id IS 'bookings.id, not enforced';
COMMENT ON COLUMN payment_transactions.provider IS 'stripe, paypal, adyen';

CREATE INDEX idx_payment_transactions_booking ON payment_transactions (booking_id);
