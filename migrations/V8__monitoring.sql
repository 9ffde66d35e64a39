-- API usage, system metrics and query performance. Section 4.2.
--
-- For the three partitioned tables:
-- E000-02: the primary key contains the partition key.
-- E000-10: no partition is created here; see partitions/.
-- E000-11: create_monthly_partitions() of the document forgets the two monthly ones; corrected in V11.
-- E000-14: bounds are written with an explicit UTC offset, see V3.

-- =====================================================
-- MONITORING AND PERFORMANCE TRACKING
-- =====================================================

-- E000-12: partitioned by day; partitions/api_usage_logs.toml and, in V11, create_daily_partitions() maintain it.
-- E000-31: response_size_bytes is BIGINT: an INTEGER overflows at 2 GiB.
CREATE TABLE api_usage_logs (
    id UUID NOT NULL DEFAULT gen_random_uuid(),

    -- Request details
    endpoint VARCHAR(500) NOT NULL,
    method VARCHAR(10) NOT NULL,
    user_id UUID,
    enterprise_id UUID,
    api_key_id VARCHAR(255),

    -- Performance metrics
    response_time_ms INTEGER NOT NULL,
    response_status INTEGER NOT NULL,
    response_size_bytes BIGINT,
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
    timestamp TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

COMMENT ON TABLE api_usage_logs IS 'API usage and performance monitoring';

CREATE TABLE performance_metrics (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    metric_name VARCHAR(255) NOT NULL,
    metric_value NUMERIC NOT NULL,
    metric_type VARCHAR(50) NOT NULL,

    -- Context and tags
    tags JSONB DEFAULT '{}',
    labels JSONB DEFAULT '{}',

    -- Tenant context
    tenant_id UUID,

    -- Timing
    timestamp TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

COMMENT ON TABLE performance_metrics IS 'System performance metrics';
COMMENT ON COLUMN performance_metrics.metric_type IS 'counter, gauge, histogram';

-- E000-31: memory_used_bytes is BIGINT. query_hash keeps its 64 characters, of which an MD5 uses 32.
CREATE TABLE query_performance (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    query_hash VARCHAR(64) NOT NULL,
    query_text TEXT NOT NULL,

    -- Performance metrics
    execution_time_ms NUMERIC NOT NULL,
    rows_returned INTEGER,
    rows_examined INTEGER,

    -- Resource usage
    cpu_time_ms NUMERIC,
    io_reads INTEGER,
    io_writes INTEGER,
    memory_used_bytes BIGINT,

    -- Query context
    user_id UUID,
    enterprise_id UUID,
    connection_id VARCHAR(255),

    executed_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (id, executed_at)
) PARTITION BY RANGE (executed_at);

COMMENT ON TABLE query_performance IS 'Database performance tracking';
COMMENT ON COLUMN query_performance.query_hash IS 'MD5 of normalized query';
