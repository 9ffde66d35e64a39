


































































-- =====================================
-- USER AUTHENTICATION & PROFILES
-- =====================================

CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS "pgcrypto";
CREATE EXTENSION IF NOT EXISTS "citext";

CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    email CITEXT UNIQUE NOT NULL,
    email_verified BOOLEAN DEFAULT false,
    email_verification_token VARCHAR(255),
    email_verification_expires TIMESTAMPTZ,

    -- Authentication
    password_hash VARCHAR(255) NOT NULL,
    password_salt VARCHAR(255) NOT NULL,
    password_reset_token VARCHAR(255),
    password_reset_expires TIMESTAMPTZ,
    last_password_change TIMESTAMPTZ DEFAULT NOW(),

    -- Profile information
    first_name VARCHAR(100) NOT NULL,
    last_name VARCHAR(100) NOT NULL,
    phone VARCHAR(20),
    phone_verified BOOLEAN DEFAULT false,
    date_of_birth DATE,

    -- Address information
    address JSONB, -- {street, city, state, country, postal_code}

    -- Stripe integration
    stripe_customer_id VARCHAR(255) UNIQUE,

    -- Account status
    account_status VARCHAR(20) DEFAULT 'active', -- active, suspended, banned, deleted
    last_login TIMESTAMPTZ,
    login_count INTEGER DEFAULT 0,

    -- User preferences
    preferences JSONB DEFAULT '{}', -- notifications, language, timezone
    marketing_consent BOOLEAN DEFAULT false,
    terms_accepted_at TIMESTAMPTZ,
    privacy_policy_accepted_at TIMESTAMPTZ,

    -- Security & fraud
    failed_login_attempts INTEGER DEFAULT 0,
    locked_until TIMESTAMPTZ,
    device_fingerprints JSONB DEFAULT '[]',
    trusted_devices JSONB DEFAULT '[]',

    -- Booking behavior
    booking_limits JSONB DEFAULT '{"max_per_event": 10, "max_pending": 5}',
    risk_score INTEGER DEFAULT 0, -- 0-100 risk assessment

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    created_by UUID REFERENCES users(id),

    -- Constraints
    CONSTRAINT valid_email CHECK (email ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'),
    CONSTRAINT valid_phone CHECK (phone IS NULL OR phone ~ '^\+?[1-9]\d{1,14}$'),
    CONSTRAINT valid_risk_score CHECK (risk_score >= 0 AND risk_score <= 100)
);

-- User sessions for authentication tracking
CREATE TABLE user_sessions (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    session_token VARCHAR(255) UNIQUE NOT NULL,
    refresh_token VARCHAR(255) UNIQUE,

    -- Session metadata
    ip_address INET,
    user_agent TEXT,
    device_fingerprint VARCHAR(255),

    -- Geolocation
    country_code VARCHAR(2),
    city VARCHAR(100),
    coordinates POINT,

    -- Session management
    created_at TIMESTAMPTZ DEFAULT NOW(),
    last_activity TIMESTAMPTZ DEFAULT NOW(),
    expires_at TIMESTAMPTZ NOT NULL,

    -- Security flags
    is_active BOOLEAN DEFAULT true,
    logout_reason VARCHAR(50), -- manual, timeout, security, admin

    CONSTRAINT valid_expires CHECK (expires_at > created_at)
);

-- =====================================
-- ORGANIZATIONS & MULTI-TENANCY
-- =====================================

CREATE TABLE organizations (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(100) UNIQUE NOT NULL,

    -- Business information
    business_type VARCHAR(50), -- venue_owner, event_promoter, enterprise
    registration_number VARCHAR(100),
    tax_id VARCHAR(100),

    -- Contact information
    email VARCHAR(255) NOT NULL,
    phone VARCHAR(20),
    website VARCHAR(255),
    address JSONB NOT NULL,

    -- Stripe Connect integration
    stripe_account_id VARCHAR(255) UNIQUE,
    stripe_onboarding_completed BOOLEAN DEFAULT false,
    payout_enabled BOOLEAN DEFAULT false,

    -- Financial settings
    default_currency VARCHAR(3) DEFAULT 'USD',
    commission_rate DECIMAL(5,2) DEFAULT 10.00, -- LML commission percentage
    payout_schedule VARCHAR(20) DEFAULT 'weekly', -- daily, weekly, monthly
    minimum_payout_amount INTEGER DEFAULT 1000, -- In cents

    -- Subscription & limits
    subscription_tier VARCHAR(20) DEFAULT 'basic', -- basic, pro, enterprise
    monthly_event_limit INTEGER,
    monthly_revenue_limit INTEGER, -- In cents

    -- Organization status
    status VARCHAR(20) DEFAULT 'pending', -- pending, active, suspended, banned
    verified BOOLEAN DEFAULT false,
    verification_documents JSONB DEFAULT '[]',

    -- Settings
    settings JSONB DEFAULT '{}', -- branding, features, integrations

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    created_by UUID REFERENCES users(id),

    CONSTRAINT valid_slug CHECK (slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT valid_commission CHECK (commission_rate >= 0 AND commission_rate <= 50),
    CONSTRAINT valid_currency CHECK (default_currency ~ '^[A-Z]{3}$')
);

-- Organization membership and roles
CREATE TABLE organization_members (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,

    -- Role and permissions
    role VARCHAR(20) NOT NULL, -- owner, admin, manager, staff, viewer
    permissions JSONB DEFAULT '[]', -- Specific permissions array

    -- Access control
    invited_by UUID REFERENCES users(id),
    invited_at TIMESTAMPTZ DEFAULT NOW(),
    invitation_token VARCHAR(255),
    invitation_expires TIMESTAMPTZ,
    joined_at TIMESTAMPTZ,

    -- Status
    status VARCHAR(20) DEFAULT 'pending', -- pending, active, suspended

    -- Audit
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    UNIQUE(organization_id, user_id)
);

-- =====================================
-- VENUES & LAYOUT INTEGRATION
-- =====================================

CREATE TABLE venues (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,

    -- Basic information
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(150) UNIQUE NOT NULL,
    description TEXT,

    -- Physical address
    address JSONB NOT NULL, -- {street, city, state, country, postal_code}
    coordinates POINT, -- Latitude/longitude
    timezone VARCHAR(50) DEFAULT 'UTC',

    -- MongoDB layout integration
    mongo_layout_id VARCHAR(255), -- Reference to MongoDB layout
    layout_hash VARCHAR(64), -- SHA-256 hash from MongoDB
    layout_cdn_url VARCHAR(500), -- CDN URL for layout
    layout_last_updated TIMESTAMPTZ,

    -- Capacity and configuration
    total_capacity INTEGER NOT NULL DEFAULT 0,
    seated_capacity INTEGER DEFAULT 0,
    standing_capacity INTEGER DEFAULT 0,

    -- Venue features
    accessibility_features JSONB DEFAULT '[]', -- wheelchair, audio_loop, etc.
    amenities JSONB DEFAULT '[]', -- parking, bar, restaurant, etc.
    venue_type VARCHAR(50), -- theater, arena, club, outdoor, etc.

    -- Operational settings
    booking_settings JSONB DEFAULT '{}', -- max_booking_window, cancellation_policy
    pricing_tiers JSONB DEFAULT '[]', -- Different pricing categories

    -- Status and compliance
    status VARCHAR(20) DEFAULT 'draft', -- draft, active, maintenance, closed
    license_number VARCHAR(100),
    safety_certificate VARCHAR(100),
    insurance_valid_until DATE,

    -- Venue metadata
    images JSONB DEFAULT '[]', -- Array of image URLs
    videos JSONB DEFAULT '[]', -- Array of video URLs
    social_media JSONB DEFAULT '{}', -- Social media links

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    created_by UUID REFERENCES users(id),

    CONSTRAINT valid_capacity CHECK (total_capacity >= seated_capacity + standing_capacity),
    CONSTRAINT valid_slug CHECK (slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT valid_layout_hash CHECK (layout_hash IS NULL OR layout_hash ~ '^[a-f0-9]{64}$')
);

-- =====================================
-- EVENTS & SCHEDULING
-- =====================================

CREATE TABLE events (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    venue_id UUID NOT NULL REFERENCES venues(id) ON DELETE CASCADE,
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,

    -- Event information
    title VARCHAR(255) NOT NULL,
    slug VARCHAR(200) UNIQUE NOT NULL,
    description TEXT,
    short_description VARCHAR(500),

    -- Event timing
    event_date TIMESTAMPTZ NOT NULL,
    doors_open TIMESTAMPTZ,
    event_start TIMESTAMPTZ,
    event_end TIMESTAMPTZ,
    timezone VARCHAR(50),

    -- Sales configuration
    sales_start TIMESTAMPTZ DEFAULT NOW(),
    sales_end TIMESTAMPTZ,
    early_bird_end TIMESTAMPTZ,

    -- Event classification
    event_type VARCHAR(50) DEFAULT 'general', -- concert, theater, sports, conference
    genre VARCHAR(100), -- music_rock, theater_drama, sports_football
    tags JSONB DEFAULT '[]', -- Searchable tags

    -- Age and access restrictions
    age_restriction INTEGER, -- Minimum age (18+, 21+, etc.)
    special_requirements JSONB DEFAULT '[]', -- dress_code, no_cameras, etc.

    -- Venue configuration for this event
    layout_configuration JSONB DEFAULT '{}', -- Stage setup, special seating
    capacity_override INTEGER, -- Override venue capacity for this event
    blocked_sections JSONB DEFAULT '[]', -- Sections not for sale

    -- Pricing strategy
    base_currency VARCHAR(3) DEFAULT 'USD',
    pricing_strategy VARCHAR(20) DEFAULT 'fixed', -- fixed, dynamic, auction
    service_fee_percentage DECIMAL(5,2) DEFAULT 0,

    -- Event status
    status VARCHAR(20) DEFAULT 'draft', -- draft, published, canceled, completed, postponed
    cancellation_reason TEXT,
    postponed_from TIMESTAMPTZ,

    -- Marketing and media
    images JSONB DEFAULT '[]',
    videos JSONB DEFAULT '[]',
    external_links JSONB DEFAULT '{}', -- website, social media, press

    -- SEO and discovery
    meta_title VARCHAR(200),
    meta_description VARCHAR(500),
    search_keywords JSONB DEFAULT '[]',

    -- Event metrics (denormalized for performance)
    total_tickets_sold INTEGER DEFAULT 0,
    total_revenue_cents INTEGER DEFAULT 0,
    total_views INTEGER DEFAULT 0,
    total_shares INTEGER DEFAULT 0,

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    published_at TIMESTAMPTZ,
    created_by UUID REFERENCES users(id),

    CONSTRAINT valid_slug CHECK (slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT valid_dates CHECK (event_date > sales_start),
    CONSTRAINT valid_currency CHECK (base_currency ~ '^[A-Z]{3}$'),
    CONSTRAINT valid_age CHECK (age_restriction IS NULL OR age_restriction >= 0)
);

-- =====================================
-- TICKET CATEGORIES & PRICING
-- =====================================

CREATE TABLE ticket_categories (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    event_id UUID NOT NULL REFERENCES events(id) ON DELETE CASCADE,

    -- Category information
    name VARCHAR(100) NOT NULL, -- "Premium", "Standard", "VIP", "Early Bird"
    description TEXT,
    sort_order INTEGER DEFAULT 0,

    -- Pricing
    price_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Early bird pricing
    early_bird_price_cents INTEGER,
    early_bird_end TIMESTAMPTZ,

    -- Inventory management
    total_quantity INTEGER,
    available_quantity INTEGER,
    reserved_quantity INTEGER DEFAULT 0, -- Admin holds

    -- Sales restrictions
    max_per_user INTEGER DEFAULT 10,
    max_per_transaction INTEGER DEFAULT 10,
    min_per_transaction INTEGER DEFAULT 1,

    -- Access control
    requires_approval BOOLEAN DEFAULT false,
    requires_membership BOOLEAN DEFAULT false,
    member_price_cents INTEGER,

    -- Validity period
    valid_from TIMESTAMPTZ DEFAULT NOW(),
    valid_until TIMESTAMPTZ,

    -- Category features
    includes JSONB DEFAULT '[]', -- Benefits, merchandise, etc.
    restrictions JSONB DEFAULT '[]', -- No transfer, no refund, etc.

    -- MongoDB seat mapping (if applicable)
    applicable_sections JSONB DEFAULT '[]', -- Which venue sections
    applicable_seat_categories JSONB DEFAULT '[]', -- premium, standard, etc.

    -- Status
    status VARCHAR(20) DEFAULT 'active', -- active, paused, sold_out, cancelled

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    CONSTRAINT positive_price CHECK (price_cents > 0),
    CONSTRAINT positive_quantity CHECK (total_quantity IS NULL OR total_quantity > 0),
    CONSTRAINT valid_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT valid_early_bird CHECK (early_bird_price_cents IS NULL OR early_bird_price_cents <= price_cents)
);







-- =====================================
-- FINITE STATE MACHINE - BOOKING WORKFLOW
-- =====================================

CREATE TYPE booking_status AS ENUM (
    'draft',           -- User building cart, seats locked
    'pending_payment', -- Payment processing started
    'confirmed',       -- Payment successful, tickets issued
    'partially_paid',  -- Partial payment received (installments)
    'canceled',        -- User or system canceled
    'refunded',        -- Payment refunded (full or partial)
    'expired',         -- Booking expired before payment
    'disputed',        -- Payment disputed/chargeback
    'fraud_hold',      -- Suspected fraud, manual review
    'transferred'      -- Tickets transferred to another user
);

CREATE TYPE payment_status AS ENUM (
    'pending',         -- Payment not yet processed
    'processing',      -- Payment being processed
    'succeeded',       -- Payment completed successfully
    'failed',          -- Payment failed
    'canceled',        -- Payment canceled
    'refunded',        -- Payment refunded
    'disputed'         -- Payment disputed
);

CREATE TABLE bookings (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    booking_reference VARCHAR(20) UNIQUE NOT NULL, -- Human-readable: LML-XA7QK3

    -- Relationships
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE SET NULL,
    event_id UUID NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,

    -- Booking status and lifecycle
    status booking_status DEFAULT 'draft',
    previous_status booking_status,
    status_changed_at TIMESTAMPTZ DEFAULT NOW(),
    status_changed_by UUID REFERENCES users(id),

    -- Financial information
    subtotal_cents INTEGER DEFAULT 0,
    service_fee_cents INTEGER DEFAULT 0,
    processing_fee_cents INTEGER DEFAULT 0,
    tax_cents INTEGER DEFAULT 0,
    total_amount_cents INTEGER DEFAULT 0,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Commission calculation
    commission_rate DECIMAL(5,2) DEFAULT 10.00,
    commission_amount_cents INTEGER DEFAULT 0,
    venue_payout_cents INTEGER DEFAULT 0,

    -- Stripe integration
    stripe_checkout_session_id VARCHAR(255),
    stripe_payment_intent_id VARCHAR(255),
    stripe_customer_id VARCHAR(255),

    -- Booking metadata
    booking_channel VARCHAR(50) DEFAULT 'web', -- web, mobile, api, admin, phone
    referral_source VARCHAR(100), -- google, facebook, direct, etc.
    utm_data JSONB DEFAULT '{}', -- Marketing attribution

    -- Customer information (denormalized for speed)
    customer_email VARCHAR(255),
    customer_name VARCHAR(200),
    customer_phone VARCHAR(20),

    -- Booking behavior tracking
    seat_selection_time INTEGER, -- Seconds spent selecting seats
    checkout_start_time TIMESTAMPTZ,
    payment_completion_time TIMESTAMPTZ,

    -- Special requirements
    special_requests TEXT,
    accessibility_requirements JSONB DEFAULT '[]',
    dietary_requirements JSONB DEFAULT '[]',

    -- Timing and expiry
    expires_at TIMESTAMPTZ DEFAULT (NOW() + INTERVAL '15 minutes'),
    confirmed_at TIMESTAMPTZ,
    canceled_at TIMESTAMPTZ,
    cancellation_reason VARCHAR(100),

    -- Fraud and risk
    risk_score INTEGER DEFAULT 0,
    risk_factors JSONB DEFAULT '[]',
    fraud_review_required BOOLEAN DEFAULT false,
    fraud_review_completed_at TIMESTAMPTZ,
    fraud_review_result VARCHAR(20), -- approved, rejected, manual_review

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    ip_address INET,
    user_agent TEXT,
    device_fingerprint VARCHAR(255),

    -- Constraints
    CONSTRAINT valid_total CHECK (total_amount_cents >= 0),
    CONSTRAINT valid_commission CHECK (commission_rate >= 0 AND commission_rate <= 50),
    CONSTRAINT valid_reference CHECK (booking_reference ~ '^LML-[A-Z0-9]{6}$'),
    CONSTRAINT valid_risk_score CHECK (risk_score >= 0 AND risk_score <= 100)
);

-- =====================================
-- SEAT BOOKING STATE MANAGEMENT
-- =====================================

CREATE TYPE seat_status AS ENUM (
    'available',       -- Seat is free to book
    'locked',          -- Temporarily held during booking process
    'booked',          -- Successfully booked and paid
    'reserved',        -- Admin reserved (not for sale)
    'blocked',         -- Maintenance/accessibility block
    'released'         -- Previously booked, now released back to available
);

CREATE TABLE seat_booking_state (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    event_id UUID NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    booking_id UUID REFERENCES bookings(id) ON DELETE SET NULL,
    ticket_category_id UUID REFERENCES ticket_categories(id) ON DELETE SET NULL,

    -- MongoDB seat integration (critical linkage)
    seat_id VARCHAR(64) NOT NULL, -- SHA-256 from MongoDB layout
    section VARCHAR(100) NOT NULL,
    row VARCHAR(10) NOT NULL,
    seat_number INTEGER NOT NULL,

    -- Seat coordinates (denormalized from MongoDB for performance)
    x_coordinate DECIMAL(10,8), -- Normalized 0-1 coordinate
    y_coordinate DECIMAL(10,8), -- Normalized 0-1 coordinate

    -- Current booking state
    status seat_status DEFAULT 'available',
    previous_status seat_status,

    -- Lock management (for PostgreSQL-only booking before Redis)
    locked_by UUID REFERENCES users(id) ON DELETE SET NULL,
    locked_at TIMESTAMPTZ,
    locked_until TIMESTAMPTZ,
    lock_session_id VARCHAR(255),

    -- Pricing for this specific seat
    base_price_cents INTEGER,
    dynamic_price_cents INTEGER, -- For dynamic pricing
    final_price_cents INTEGER,
    price_category VARCHAR(50),

    -- Seat metadata
    seat_features JSONB DEFAULT '{}', -- wheelchair, aisle, obstructed_view
    accessibility_compliant BOOLEAN DEFAULT true,

    -- State change tracking
    status_changed_at TIMESTAMPTZ DEFAULT NOW(),
    status_changed_by UUID REFERENCES users(id) ON DELETE SET NULL,
    status_change_reason VARCHAR(100),

    -- Performance optimization
    last_booking_attempt TIMESTAMPTZ,
    booking_attempt_count INTEGER DEFAULT 0,

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    -- Constraints and indexes
    UNIQUE(event_id, seat_id), -- One seat per event
    CONSTRAINT valid_coordinates CHECK (
        (x_coordinate IS NULL AND y_coordinate IS NULL) OR
        (x_coordinate BETWEEN 0 AND 1 AND y_coordinate BETWEEN 0 AND 1)
    ),
    CONSTRAINT valid_lock CHECK (
        (status != 'locked') OR
        (locked_by IS NOT NULL AND locked_until IS NOT NULL AND locked_until > NOW())
    ),
    CONSTRAINT valid_seat_id CHECK (seat_id ~ '^[a-f0-9]{64}$')
);

-- =====================================
-- TICKETS & FULFILLMENT
-- =====================================

CREATE TABLE tickets (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    ticket_number VARCHAR(20) UNIQUE NOT NULL, -- Human-readable: TKT-ABC123
    qr_code_hash VARCHAR(64) UNIQUE NOT NULL, -- QR code for validation

    -- Relationships
    booking_id UUID NOT NULL REFERENCES bookings(id) ON DELETE CASCADE,
    seat_booking_state_id UUID NOT NULL REFERENCES seat_booking_state(id) ON DELETE CASCADE,
    ticket_category_id UUID NOT NULL REFERENCES ticket_categories(id) ON DELETE SET NULL,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE SET NULL,
    event_id UUID NOT NULL REFERENCES events(id) ON DELETE CASCADE,

    -- Ticket identification (denormalized for performance)
    seat_id VARCHAR(64) NOT NULL,
    section VARCHAR(100) NOT NULL,
    row VARCHAR(10) NOT NULL,
    seat_number INTEGER NOT NULL,

    -- Pricing information
    face_value_cents INTEGER NOT NULL,
    fees_paid_cents INTEGER DEFAULT 0,
    tax_paid_cents INTEGER DEFAULT 0,
    total_paid_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Transfer and ownership
    original_purchaser_id UUID NOT NULL REFERENCES users(id),
    current_owner_id UUID NOT NULL REFERENCES users(id),
    transfer_history JSONB DEFAULT '[]', -- Array of transfer records

    -- Ticket status and usage
    status VARCHAR(20) DEFAULT 'valid', -- valid, used, canceled, refunded, transferred
    issued_at TIMESTAMPTZ DEFAULT NOW(),
    used_at TIMESTAMPTZ,
    scanned_by VARCHAR(255), -- Staff member or scanner device
    entry_gate VARCHAR(50),

    -- Validation security
    validation_token VARCHAR(255), -- Additional security token
    anti_fraud_markers JSONB DEFAULT '{}',

    -- Delivery and communication
    delivery_method VARCHAR(20) DEFAULT 'digital', -- digital, mail, pickup
    delivery_status VARCHAR(20) DEFAULT 'pending', -- pending, sent, delivered
    delivery_tracking VARCHAR(100),

    -- Special features
    special_access JSONB DEFAULT '[]', -- VIP lounge, meet_greet, etc.
    merchandise_included JSONB DEFAULT '[]',

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    CONSTRAINT valid_ticket_number CHECK (ticket_number ~ '^TKT-[A-Z0-9]{6}$'),
    CONSTRAINT valid_qr_hash CHECK (qr_code_hash ~ '^[a-f0-9]{64}$'),
    CONSTRAINT valid_amounts CHECK (total_paid_cents = face_value_cents + fees_paid_cents + tax_paid_cents)
);







-- =====================================
-- STRIPE INTEGRATION & PAYMENT PROCESSING
-- =====================================

CREATE TABLE payment_intents (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    booking_id UUID NOT NULL REFERENCES bookings(id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE SET NULL,

    -- Stripe references
    stripe_payment_intent_id VARCHAR(255) UNIQUE NOT NULL,
    stripe_customer_id VARCHAR(255),
    stripe_payment_method_id VARCHAR(255),

    -- Payment amounts
    amount_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Fee breakdown
    application_fee_cents INTEGER DEFAULT 0, -- LML commission
    stripe_fee_cents INTEGER DEFAULT 0,      -- Stripe processing fee
    net_amount_cents INTEGER,                -- Amount to venue

    -- Payment status
    status payment_status DEFAULT 'pending',
    stripe_status VARCHAR(50), -- Stripe's raw status

    -- Payment method details
    payment_method_type VARCHAR(50), -- card, bank_transfer, apple_pay, etc.
    payment_method_details JSONB DEFAULT '{}',

    -- Payment flow
    client_secret VARCHAR(255),
    confirmation_method VARCHAR(20) DEFAULT 'automatic',
    capture_method VARCHAR(20) DEFAULT 'automatic',

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    succeeded_at TIMESTAMPTZ,
    canceled_at TIMESTAMPTZ,

    -- Failure handling
    failure_code VARCHAR(50),
    failure_message TEXT,
    failure_reason VARCHAR(100),

    -- Risk and fraud
    risk_level VARCHAR(20), -- low, normal, elevated, highest
    risk_score INTEGER,
    outcome_network_status VARCHAR(50),
    outcome_reason VARCHAR(100),

    CONSTRAINT positive_amount CHECK (amount_cents > 0),
    CONSTRAINT valid_currency CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE TABLE payment_transactions (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    payment_intent_id UUID REFERENCES payment_intents(id) ON DELETE SET NULL,
    booking_id UUID REFERENCES bookings(id) ON DELETE SET NULL,
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,

    -- Transaction classification
    transaction_type VARCHAR(20) NOT NULL, -- payment, refund, payout, fee, adjustment
    transaction_category VARCHAR(50), -- booking_payment, cancellation_refund, venue_payout

    -- Financial details
    gross_amount_cents INTEGER NOT NULL,
    fee_amount_cents INTEGER DEFAULT 0,
    net_amount_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Stripe references
    stripe_charge_id VARCHAR(255),
    stripe_refund_id VARCHAR(255),
    stripe_transfer_id VARCHAR(255),
    stripe_payout_id VARCHAR(255),

    -- Transaction status
    status VARCHAR(20) DEFAULT 'pending', -- pending, succeeded, failed, canceled
    processor_status VARCHAR(50), -- Raw processor status

    -- Reconciliation
    reconciled BOOLEAN DEFAULT false,
    reconciled_at TIMESTAMPTZ,
    reconciliation_batch_id VARCHAR(255),

    -- Accounting references
    ledger_entry_id VARCHAR(255),
    accounting_period VARCHAR(7), -- YYYY-MM for monthly accounting

    -- Failure and retry
    failure_reason TEXT,
    retry_count INTEGER DEFAULT 0,
    next_retry_at TIMESTAMPTZ,

    -- Metadata
    description TEXT,
    metadata JSONB DEFAULT '{}',

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    processed_at TIMESTAMPTZ,

    CONSTRAINT valid_amounts CHECK (net_amount_cents = gross_amount_cents - fee_amount_cents)
);

-- =====================================
-- VENUE PAYOUTS & COMMISSION TRACKING
-- =====================================

CREATE TABLE venue_payouts (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    organization_id UUID NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,

    -- Payout period
    payout_period_start DATE NOT NULL,
    payout_period_end DATE NOT NULL,

    -- Financial summary
    gross_revenue_cents INTEGER NOT NULL,
    total_commission_cents INTEGER NOT NULL,
    stripe_fees_cents INTEGER NOT NULL,
    refunds_cents INTEGER DEFAULT 0,
    adjustments_cents INTEGER DEFAULT 0,
    net_payout_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Payout details
    payout_method VARCHAR(20) DEFAULT 'stripe_transfer', -- stripe_transfer, bank_wire, check
    stripe_transfer_id VARCHAR(255),

    -- Status tracking
    status VARCHAR(20) DEFAULT 'pending', -- pending, processing, paid, failed
    initiated_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    failure_reason TEXT,

    -- Reconciliation
    transactions_included INTEGER NOT NULL,
    events_included INTEGER NOT NULL,
    reconciliation_file_url VARCHAR(500),

    -- Audit trail
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    created_by UUID REFERENCES users(id),

    CONSTRAINT valid_payout_period CHECK (payout_period_end >= payout_period_start),
    CONSTRAINT positive_gross_revenue CHECK (gross_revenue_cents >= 0),
    CONSTRAINT valid_payout_calculation CHECK (
        net_payout_cents = gross_revenue_cents - total_commission_cents - stripe_fees_cents - refunds_cents + adjustments_cents
    )
);

-- =====================================
-- REFUNDS & CANCELLATIONS
-- =====================================

CREATE TABLE refunds (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    booking_id UUID NOT NULL REFERENCES bookings(id) ON DELETE CASCADE,
    payment_intent_id UUID REFERENCES payment_intents(id) ON DELETE SET NULL,

    -- Refund details
    refund_type VARCHAR(20) NOT NULL, -- full, partial, fee_only
    original_amount_cents INTEGER NOT NULL,
    refund_amount_cents INTEGER NOT NULL,
    currency VARCHAR(3) DEFAULT 'USD',

    -- Reason and classification
    refund_reason VARCHAR(50) NOT NULL, -- customer_request, event_canceled, fraud, error
    refund_category VARCHAR(50), -- voluntary, involuntary, disputed
    detailed_reason TEXT,

    -- Stripe integration
    stripe_refund_id VARCHAR(255) UNIQUE,
    stripe_status VARCHAR(50),

    -- Processing
    status VARCHAR(20) DEFAULT 'pending', -- pending, processing, succeeded, failed, canceled
    requested_by UUID REFERENCES users(id),
    approved_by UUID REFERENCES users(id),
    processed_at TIMESTAMPTZ,

    -- Policy compliance
    refund_policy_version VARCHAR(20),
    policy_exceptions JSONB DEFAULT '[]',
    manual_override BOOLEAN DEFAULT false,
    override_reason TEXT,

    -- Fee handling
    refund_fees BOOLEAN DEFAULT false,
    processing_fee_refunded_cents INTEGER DEFAULT 0,
    service_fee_refunded_cents INTEGER DEFAULT 0,

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    CONSTRAINT positive_amounts CHECK (
        original_amount_cents > 0 AND
        refund_amount_cents > 0 AND
        refund_amount_cents <= original_amount_cents
    )
);







-- =====================================
-- COMPREHENSIVE AUDIT LOGGING
-- =====================================

CREATE TABLE audit_log (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),

    -- Event classification
    event_type VARCHAR(50) NOT NULL, -- user_action, system_event, admin_action
    action VARCHAR(100) NOT NULL,    -- login, booking_created, payment_processed
    entity_type VARCHAR(50),         -- user, booking, payment, event
    entity_id UUID,

    -- Actor information
    user_id UUID REFERENCES users(id) ON DELETE SET NULL,
    session_id UUID,
    impersonated_by UUID REFERENCES users(id) ON DELETE SET NULL,

    -- Request context
    ip_address INET,
    user_agent TEXT,
    request_id VARCHAR(255),

    -- Data changes
    old_values JSONB,
    new_values JSONB,
    changed_fields JSONB DEFAULT '[]',

    -- Additional context
    metadata JSONB DEFAULT '{}',
    tags JSONB DEFAULT '[]',

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW(),

    -- Compliance
    retention_until DATE, -- For GDPR compliance

    -- Indexes for performance
    CONSTRAINT valid_action CHECK (action != '')
);

-- State transition tracking for bookings
CREATE TABLE booking_state_transitions (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
    booking_id UUID NOT NULL REFERENCES bookings(id) ON DELETE CASCADE,

    -- State change details
    from_status booking_status,
    to_status booking_status NOT NULL,
    transition_reason VARCHAR(100),

    -- Actor and context
    changed_by UUID REFERENCES users(id) ON DELETE SET NULL,
    changed_via VARCHAR(50), -- web, api, admin, system, webhook

    -- Request context
    ip_address INET,
    user_agent TEXT,
    session_id VARCHAR(255),

    -- Additional data
    metadata JSONB DEFAULT '{}',

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW(),

    -- Performance optimization
    CONSTRAINT valid_transition CHECK (from_status IS NULL OR from_status != to_status)
);

-- =====================================
-- FRAUD DETECTION & RISK MANAGEMENT
-- =====================================

CREATE TABLE fraud_detection_rules (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),

    -- Rule definition
    rule_name VARCHAR(100) UNIQUE NOT NULL,
    rule_type VARCHAR(50) NOT NULL, -- velocity, geo, payment, behavioral
    description TEXT,

    -- Rule configuration
    conditions JSONB NOT NULL, -- Rule logic in JSON format
    severity VARCHAR(20) NOT NULL, -- low, medium, high, critical
    action VARCHAR(20) NOT NULL, -- flag, block, review, alert

    -- Thresholds
    trigger_threshold DECIMAL(10,4),
    confidence_threshold DECIMAL(5,4),

    -- Status
    is_active BOOLEAN DEFAULT true,

    -- Performance tracking
    total_triggers INTEGER DEFAULT 0,
    false_positive_rate DECIMAL(5,4) DEFAULT 0,
    last_triggered TIMESTAMPTZ,

    -- Audit
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),
    created_by UUID REFERENCES users(id)
);

CREATE TABLE fraud_alerts (
    id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),

    -- Alert details
    rule_id UUID NOT NULL REFERENCES fraud_detection_rules(id),
    booking_id UUID REFERENCES bookings(id) ON DELETE CASCADE,
    user_id UUID REFERENCES users(id) ON DELETE SET NULL,

    -- Risk assessment
    risk_score INTEGER NOT NULL, -- 0-100
    confidence_score DECIMAL(5,4), -- 0-1
    severity VARCHAR(20) NOT NULL,

    -- Alert status
    status VARCHAR(20) DEFAULT 'open', -- open, investigating, resolved, false_positive
    assigned_to UUID REFERENCES users(id),

    -- Investigation
    investigation_notes TEXT,
    resolution VARCHAR(50), -- approved, blocked, escalated
    resolved_at TIMESTAMPTZ,
    resolved_by UUID REFERENCES users(id),

    -- Context data
    triggered_conditions JSONB,
    supporting_evidence JSONB DEFAULT '{}',

    -- Timing
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW(),

    CONSTRAINT valid_risk_score CHECK (risk_score >= 0 AND risk_score <= 100),
    CONSTRAINT valid_confidence CHECK (confidence_score >= 0 AND confidence_score <= 1)
);







-- =====================================
-- STRATEGIC INDEXES FOR PERFORMANCE
-- =====================================

-- User authentication and lookup indexes
CREATE INDEX CONCURRENTLY idx_users_email ON users(email);
CREATE INDEX CONCURRENTLY idx_users_stripe_customer ON users(stripe_customer_id) WHERE stripe_customer_id IS NOT NULL;
CREATE INDEX CONCURRENTLY idx_users_status_created ON users(account_status, created_at);
CREATE INDEX CONCURRENTLY idx_users_login_activity ON users(last_login DESC) WHERE account_status = 'active';

-- Session management indexes
CREATE INDEX CONCURRENTLY idx_user_sessions_token ON user_sessions(session_token);
CREATE INDEX CONCURRENTLY idx_user_sessions_user_active ON user_sessions(user_id, is_active, last_activity DESC);
CREATE INDEX CONCURRENTLY idx_user_sessions_cleanup ON user_sessions(expires_at) WHERE is_active = true;

-- Organization and venue indexes
CREATE INDEX CONCURRENTLY idx_organizations_slug ON organizations(slug);
CREATE INDEX CONCURRENTLY idx_organizations_stripe ON organizations(stripe_account_id) WHERE stripe_account_id IS NOT NULL;
CREATE INDEX CONCURRENTLY idx_venues_organization ON venues(organization_id, status);
CREATE INDEX CONCURRENTLY idx_venues_slug ON venues(slug);
CREATE INDEX CONCURRENTLY idx_venues_layout ON venues(mongo_layout_id) WHERE mongo_layout_id IS NOT NULL;

-- Event discovery and search indexes
CREATE INDEX CONCURRENTLY idx_events_slug ON events(slug);
CREATE INDEX CONCURRENTLY idx_events_organization_status ON events(organization_id, status, event_date);
CREATE INDEX CONCURRENTLY idx_events_venue_date ON events(venue_id, event_date DESC);
CREATE INDEX CONCURRENTLY idx_events_public_search ON events(status, event_date) WHERE status = 'published';
CREATE INDEX CONCURRENTLY idx_events_sales_window ON events(sales_start, sales_end) WHERE status = 'published';

-- Full-text search for events
CREATE INDEX CONCURRENTLY idx_events_search_text ON events USING gin(to_tsvector('english', title || ' ' || COALESCE(description, '')));

-- CRITICAL booking performance indexes
CREATE INDEX CONCURRENTLY idx_bookings_user_status ON bookings(user_id, status, created_at DESC);
CREATE INDEX CONCURRENTLY idx_bookings_event_status ON bookings(event_id, status);
CREATE INDEX CONCURRENTLY idx_bookings_reference ON bookings(booking_reference);
CREATE INDEX CONCURRENTLY idx_bookings_stripe_session ON bookings(stripe_checkout_session_id) WHERE stripe_checkout_session_id IS NOT NULL;
CREATE INDEX CONCURRENTLY idx_bookings_expiry_cleanup ON bookings(expires_at) WHERE status = 'draft';

-- ULTRA CRITICAL seat booking state indexes (for performance)
CREATE INDEX CONCURRENTLY idx_seat_booking_event_status ON seat_booking_state(event_id, status);
CREATE INDEX CONCURRENTLY idx_seat_booking_seat_id ON seat_booking_state(seat_id);
CREATE INDEX CONCURRENTLY idx_seat_booking_user_locked ON seat_booking_state(locked_by, locked_until) WHERE status = 'locked';
CREATE INDEX CONCURRENTLY idx_seat_booking_booking_id ON seat_booking_state(booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX CONCURRENTLY idx_seat_booking_availability ON seat_booking_state(event_id, status, section) WHERE status = 'available';

-- Ticket management indexes
CREATE INDEX CONCURRENTLY idx_tickets_booking ON tickets(booking_id);
CREATE INDEX CONCURRENTLY idx_tickets_qr_code ON tickets(qr_code_hash);
CREATE INDEX CONCURRENTLY idx_tickets_user_event ON tickets(user_id, event_id, status);
CREATE INDEX CONCURRENTLY idx_tickets_validation ON tickets(ticket_number, status) WHERE status = 'valid';

-- Payment and financial indexes
CREATE INDEX CONCURRENTLY idx_payment_intents_booking ON payment_intents(booking_id);
CREATE INDEX CONCURRENTLY idx_payment_intents_stripe ON payment_intents(stripe_payment_intent_id);
CREATE INDEX CONCURRENTLY idx_payment_intents_user_status ON payment_intents(user_id, status, created_at DESC);

-- Transaction and payout indexes
CREATE INDEX CONCURRENTLY idx_payment_transactions_booking ON payment_transactions(booking_id);
CREATE INDEX CONCURRENTLY idx_payment_transactions_org_period ON payment_transactions(organization_id, created_at);
CREATE INDEX CONCURRENTLY idx_payment_transactions_reconciliation ON payment_transactions(reconciled, created_at) WHERE NOT reconciled;

-- Audit and security indexes
CREATE INDEX CONCURRENTLY idx_audit_log_entity ON audit_log(entity_type, entity_id, created_at DESC);
CREATE INDEX CONCURRENTLY idx_audit_log_user_action ON audit_log(user_id, action, created_at DESC);
CREATE INDEX CONCURRENTLY idx_audit_log_retention ON audit_log(retention_until) WHERE retention_until IS NOT NULL;

-- Fraud detection indexes
CREATE INDEX CONCURRENTLY idx_fraud_alerts_status ON fraud_alerts(status, severity, created_at DESC);
CREATE INDEX CONCURRENTLY idx_fraud_alerts_user ON fraud_alerts(user_id, created_at DESC);
CREATE INDEX CONCURRENTLY idx_fraud_alerts_booking ON fraud_alerts(booking_id) WHERE booking_id IS NOT NULL;







-- =====================================
-- CORE BUSINESS LOGIC FUNCTIONS
-- =====================================

-- Function to generate unique booking reference
CREATE OR REPLACE FUNCTION generate_booking_reference()
RETURNS VARCHAR(20) AS $$
DECLARE
    chars TEXT := 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    result TEXT := 'LML-';
    i INTEGER;
BEGIN
    FOR i IN 1..6 LOOP
        result := result || substr(chars, floor(random() * length(chars) + 1)::int, 1);
    END LOOP;
    RETURN result;
END;
$$ LANGUAGE plpgsql;

-- Function to calculate booking totals
CREATE OR REPLACE FUNCTION calculate_booking_totals(booking_uuid UUID)
RETURNS TABLE(
    subtotal_cents INTEGER,
    service_fee_cents INTEGER,
    tax_cents INTEGER,
    total_cents INTEGER
) AS $$
DECLARE
    seat_total INTEGER := 0;
    service_fee INTEGER := 0;
    tax_amount INTEGER := 0;
    event_rec RECORD;
BEGIN
    -- Get event details for fee calculation
    SELECT e.service_fee_percentage, e.base_currency
    INTO event_rec
    FROM bookings b
    JOIN events e ON b.event_id = e.id
    WHERE b.id = booking_uuid;

    -- Calculate seat total
    SELECT COALESCE(SUM(sbs.final_price_cents), 0)
    INTO seat_total
    FROM seat_booking_state sbs
    WHERE sbs.booking_id = booking_uuid;

    -- Calculate service fee
    service_fee := ROUND(seat_total * COALESCE(event_rec.service_fee_percentage, 0) / 100);

    -- Calculate tax (simplified - would need tax calculation service)
    tax_amount := ROUND((seat_total + service_fee) * 0.08); -- 8% tax example

    RETURN QUERY SELECT
        seat_total,
        service_fee,
        tax_amount,
        seat_total + service_fee + tax_amount;
END;
$$ LANGUAGE plpgsql;

-- Function for atomic seat locking (PostgreSQL-only version before Redis)
CREATE OR REPLACE FUNCTION acquire_seat_lock(
    p_event_id UUID,
    p_seat_id VARCHAR(64),
    p_user_id UUID,
    p_booking_id UUID,
    p_lock_duration_minutes INTEGER DEFAULT 10
)
RETURNS BOOLEAN AS $$
DECLARE
    lock_successful BOOLEAN := FALSE;
    current_time TIMESTAMPTZ := NOW();
    expire_time TIMESTAMPTZ := NOW() + (p_lock_duration_minutes || ' minutes')::INTERVAL;
BEGIN
    -- Attempt to lock the seat atomically
    UPDATE seat_booking_state
    SET
        status = 'locked',
        locked_by = p_user_id,
        locked_at = current_time,
        locked_until = expire_time,
        booking_id = p_booking_id,
        status_changed_at = current_time,
        status_changed_by = p_user_id
    WHERE
        event_id = p_event_id
        AND seat_id = p_seat_id
        AND (
            status = 'available'
            OR (status = 'locked' AND locked_until < current_time)
        );

    -- Check if the update was successful
    GET DIAGNOSTICS lock_successful = FOUND;

    -- Log the attempt
    INSERT INTO audit_log (
        event_type, action, entity_type, entity_id, user_id, metadata
    ) VALUES (
        'system_event',
        'seat_lock_attempt',
        'seat_booking_state',
        p_event_id,
        p_user_id,
        jsonb_build_object(
            'seat_id', p_seat_id,
            'booking_id', p_booking_id,
            'successful', lock_successful
        )
    );

    RETURN lock_successful;
END;
$$ LANGUAGE plpgsql;

-- Function to release seat locks
CREATE OR REPLACE FUNCTION release_seat_lock(
    p_event_id UUID,
    p_seat_id VARCHAR(64),
    p_user_id UUID
)
RETURNS BOOLEAN AS $$
DECLARE
    release_successful BOOLEAN := FALSE;
BEGIN
    UPDATE seat_booking_state
    SET
        status = 'available',
        locked_by = NULL,
        locked_at = NULL,
        locked_until = NULL,
        booking_id = NULL,
        status_changed_at = NOW(),
        status_changed_by = p_user_id
    WHERE
        event_id = p_event_id
        AND seat_id = p_seat_id
        AND locked_by = p_user_id
        AND status = 'locked';

    GET DIAGNOSTICS release_successful = FOUND;

    RETURN release_successful;
END;
$$ LANGUAGE plpgsql;

-- =====================================
-- TRIGGERS FOR AUTOMATION
-- =====================================

-- Trigger to automatically update booking totals
CREATE OR REPLACE FUNCTION update_booking_totals()
RETURNS TRIGGER AS $$
DECLARE
    booking_totals RECORD;
BEGIN
    -- Recalculate totals when seats are added/removed from booking
    SELECT * INTO booking_totals
    FROM calculate_booking_totals(NEW.booking_id);

    UPDATE bookings
    SET
        subtotal_cents = booking_totals.subtotal_cents,
        service_fee_cents = booking_totals.service_fee_cents,
        tax_cents = booking_totals.tax_cents,
        total_amount_cents = booking_totals.total_cents,
        updated_at = NOW()
    WHERE id = NEW.booking_id;

    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER trigger_update_booking_totals
    AFTER INSERT OR UPDATE OR DELETE ON seat_booking_state
    FOR EACH ROW
    EXECUTE FUNCTION update_booking_totals();

-- Trigger to log booking status changes
CREATE OR REPLACE FUNCTION log_booking_status_change()
RETURNS TRIGGER AS $$
BEGIN
    -- Only log if status actually changed
    IF OLD.status IS DISTINCT FROM NEW.status THEN
        INSERT INTO booking_state_transitions (
            booking_id,
            from_status,
            to_status,
            changed_by,
            metadata
        ) VALUES (
            NEW.id,
            OLD.status,
            NEW.status,
            NEW.status_changed_by,
            jsonb_build_object(
                'change_reason', 'status_update',
                'previous_updated_at', OLD.updated_at,
                'new_updated_at', NEW.updated_at
            )
        );
    END IF;

    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER trigger_log_booking_status_change
    AFTER UPDATE ON bookings
    FOR EACH ROW
    EXECUTE FUNCTION log_booking_status_change();






















































































































-- Link PostgreSQL venues to MongoDB layouts
ALTER TABLE venues ADD COLUMN IF NOT EXISTS mongo_layout_validation JSONB;

-- Function to validate MongoDB layout integration
CREATE OR REPLACE FUNCTION validate_mongo_layout_integration(venue_uuid UUID)
RETURNS BOOLEAN AS $$
DECLARE
    venue_rec RECORD;
    layout_hash_valid BOOLEAN;
BEGIN
    -- Get venue details
    SELECT mongo_layout_id, layout_hash INTO venue_rec
    FROM venues WHERE id = venue_uuid;

    -- Validate layout exists and hash matches with MongoDB service
    -- This would integrate with MongoDB service API
    RETURN TRUE; -- Placeholder for actual validation
END;
$$ LANGUAGE plpgsql;




-- Prepare for Redis integration with cache-friendly queries
CREATE VIEW redis_seat_availability_cache AS
SELECT
    event_id,
    json_agg(
        json_build_object(
            'seat_id', seat_id,
            'status', status,
            'section', section,
            'row', row,
            'seat_number', seat_number,
            'price_cents', final_price_cents
        )
    ) as seats_json
FROM seat_booking_state
WHERE status IN ('available', 'locked')
GROUP BY event_id;

-- Redis-compatible booking state view
CREATE VIEW redis_booking_cache AS
SELECT
    id as booking_id,
    user_id,
    event_id,
    status,
    expires_at,
    total_amount_cents,
    extract(epoch from expires_at) as expires_timestamp
FROM bookings
WHERE status IN ('draft', 'pending_payment');
