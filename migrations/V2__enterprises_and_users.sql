-- Tenants and their users. Sections 2.1 and 2.2, with the users index of section 6.2.

-- =====================================================
-- ENTERPRISE TENANT MANAGEMENT
-- =====================================================

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

COMMENT ON TABLE enterprises IS 'Master enterprises table';

-- Performance indexes for enterprises
-- E000-01: the document filters on a column "status" that the table does not have; subscription_status is meant.
-- E000-33: it nearly duplicates enterprises_slug_key. Kept as written.
CREATE INDEX idx_enterprises_slug ON enterprises (slug) WHERE subscription_status != 'deleted';
CREATE INDEX idx_enterprises_api_key ON enterprises (api_key_hash) WHERE subscription_status = 'active';
CREATE INDEX idx_enterprises_subscription ON enterprises (subscription_plan);

-- =====================================================
-- USER MANAGEMENT & AUTHENTICATION
-- =====================================================

-- E000-21: not applied. With the soft delete (deleted_at) the UNIQUE on email keeps the address of a deleted user taken
--          for ever; a partial unique index would free it. Whether an address may be used again is the owner's choice.
-- E000-22: not applied. data_processing_consent DEFAULT TRUE presumes consent; the default is a policy of the owner.
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

COMMENT ON TABLE users IS 'Enhanced users table with enterprise relationships';

-- User indexes for performance
-- E000-33: idx_users_email nearly duplicates users_email_key. Kept as written.
CREATE INDEX idx_users_email ON users (email) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_enterprise ON users (enterprise_id) WHERE deleted_at IS NULL;
CREATE INDEX idx_users_subscription_tier ON users (subscription_tier);
CREATE INDEX idx_users_last_login ON users (last_login_at);

-- GIN index for JSONB (section 6.2)
CREATE INDEX idx_user_preferences ON users USING GIN (preferences);
