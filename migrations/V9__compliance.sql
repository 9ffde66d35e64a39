-- Data subject rights, consent, retention and deletion records. Section 7.1.

-- =====================================================
-- GDPR/CCPA COMPLIANCE AND DATA PROTECTION
-- =====================================================

-- E000-22: ON DELETE SET NULL, where the document says CASCADE: the evidence of a consent must outlive the user's row.
CREATE TABLE user_consent_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id) ON DELETE SET NULL,

    -- Consent details
    consent_type VARCHAR(100) NOT NULL,
    consent_given BOOLEAN NOT NULL,
    consent_method VARCHAR(50),

    -- Legal basis
    legal_basis VARCHAR(100),
    purpose_description TEXT,
    data_categories JSONB,

    -- Context
    ip_address INET,
    user_agent TEXT,
    consent_source VARCHAR(100),

    -- Timing
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE user_consent_history IS 'Data processing consent tracking';
COMMENT ON COLUMN user_consent_history.consent_type IS 'gdpr_processing, marketing, analytics';
COMMENT ON COLUMN user_consent_history.consent_method IS 'explicit, implicit, opt_in, opt_out';
COMMENT ON COLUMN user_consent_history.legal_basis IS 'consent, contract, legal_obligation, vital_interests';
COMMENT ON COLUMN user_consent_history.data_categories IS '["personal", "behavioral", "financial"]';
COMMENT ON COLUMN user_consent_history.consent_source IS 'registration, checkout, settings';

-- E000-22: user_id and assigned_to keep NO ACTION: a request keeps its subject, who is anonymised, never deleted
--          (policy, not applied).
CREATE TABLE data_access_requests (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),

    -- Request details
    request_type VARCHAR(50) NOT NULL,
    status VARCHAR(50) DEFAULT 'pending',

    -- Request data
    requested_data_categories JSONB,
    export_format VARCHAR(20) DEFAULT 'json',

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

COMMENT ON TABLE data_access_requests IS 'Data subject access requests';
COMMENT ON COLUMN data_access_requests.request_type IS 'access, rectification, erasure, portability';
COMMENT ON COLUMN data_access_requests.status IS 'pending, processing, completed, rejected';
COMMENT ON COLUMN data_access_requests.export_format IS 'json, csv, xml';

-- E000-30: left as written. A policy names neither the column that holds a row's age nor the columns to anonymise, so
--          it cannot be executed from this table alone.
CREATE TABLE data_retention_policies (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    data_category VARCHAR(100) NOT NULL,
    table_name VARCHAR(100) NOT NULL,

    -- Retention rules
    retention_period INTERVAL NOT NULL,
    retention_basis VARCHAR(200),

    -- Deletion rules
    auto_deletion_enabled BOOLEAN DEFAULT TRUE,
    deletion_method VARCHAR(50) DEFAULT 'hard_delete',

    -- Configuration
    is_active BOOLEAN DEFAULT TRUE,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE data_retention_policies IS 'Data retention policies';
COMMENT ON COLUMN data_retention_policies.retention_period IS '7 years, 3 years, etc.';
COMMENT ON COLUMN data_retention_policies.retention_basis IS 'Legal justification';
COMMENT ON COLUMN data_retention_policies.deletion_method IS 'hard_delete, anonymize';

CREATE TABLE data_deletion_log (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID,

    -- Deletion details
    deletion_type VARCHAR(50) NOT NULL,
    data_categories JSONB NOT NULL,
    records_deleted INTEGER NOT NULL,

    -- Legal compliance
    legal_basis VARCHAR(200),
    retention_override BOOLEAN DEFAULT FALSE,
    retention_reason TEXT,

    -- Audit trail
    executed_by VARCHAR(100),
    execution_method VARCHAR(50),

    deleted_at TIMESTAMPTZ DEFAULT NOW()
);

COMMENT ON TABLE data_deletion_log IS 'Automated data deletion log';
COMMENT ON COLUMN data_deletion_log.user_id IS 'May be null for automated deletions';
COMMENT ON COLUMN data_deletion_log.deletion_type IS 'user_request, automated, legal_hold';
COMMENT ON COLUMN data_deletion_log.executed_by IS 'system, user_id, or administrator';
COMMENT ON COLUMN data_deletion_log.execution_method IS 'automated, manual, api';
