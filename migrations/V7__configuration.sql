-- System configuration and feature flags. Section 4.1.

-- =====================================================
-- SYSTEM CONFIGURATION AND FEATURE FLAGS
-- =====================================================

-- E000-20: a NULL tenant means "global", and must be as unique as a tenant: NULLS NOT DISTINCT (PostgreSQL 15).
-- E000-22: created_by and updated_by of all three tables keep NO ACTION, see V5 (policy, not applied).
CREATE TABLE system_configs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    key VARCHAR(255) NOT NULL,
    value JSONB NOT NULL,
    type VARCHAR(50) NOT NULL,

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

    UNIQUE NULLS NOT DISTINCT (key, tenant_id)
);

COMMENT ON TABLE system_configs IS 'System configuration with versioning';
COMMENT ON COLUMN system_configs.type IS 'string, number, boolean, json';

CREATE TABLE feature_flags (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL UNIQUE,
    description TEXT,

    -- Feature configuration
    is_enabled BOOLEAN DEFAULT FALSE,
    rollout_percentage INTEGER DEFAULT 0,
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

COMMENT ON TABLE feature_flags IS 'Feature flags for gradual rollouts';
COMMENT ON COLUMN feature_flags.rollout_percentage IS '0-100';

-- E000-20: as in system_configs.
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

    UNIQUE NULLS NOT DISTINCT (name, tenant_id)
);

COMMENT ON TABLE config_snapshots IS 'Configuration snapshots for rollback';
