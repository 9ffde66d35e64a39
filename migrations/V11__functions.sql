-- Functions for scoring, partitions, refreshing and health. Sections 5.3, 6.1, 6.3 and 9.1.
--
-- Tables are named with their schema inside the functions, so that they work whatever the caller's search_path is.
--
-- E000-06: the cron.schedule() calls of sections 6.1 and 6.3 are left out, because pg_cron is neither created nor
--          preloaded by the document. pgkeel, run from the system's cron, takes their place. It maintains
--          partitions itself, under weaker locks; the functions remain for those who call them.

-- E000-08: section 5.3 calls this function but does not define it. Here the score is the share of a good layover that
--          the time allows: 0 up to 2 hours (no time to leave the airport), rising to 1 at 6 hours, 1 up to 12 hours,
--          falling to 0 at 24 hours. It is halved where the catalogue has nothing that fits into the time.
CREATE OR REPLACE FUNCTION calculate_layover_score(layover_duration INTEGER, layover_airport VARCHAR)
RETURNS NUMERIC AS $$
DECLARE
    score NUMERIC;
BEGIN
    score := CASE
        WHEN layover_duration IS NULL THEN NULL
        WHEN layover_duration <= 120 OR layover_duration >= 1440 THEN 0
        WHEN layover_duration < 360 THEN (layover_duration - 120) / 240.0
        WHEN layover_duration <= 720 THEN 1
        ELSE (1440 - layover_duration) / 720.0
    END;

    IF NOT EXISTS (
        SELECT FROM public.experiences e
        WHERE e.airport_code = layover_airport
        AND e.status = 'active'
        AND e.min_layover_duration <= layover_duration
    ) THEN
        score := score / 2;
    END IF;

    RETURN ROUND(score, 2);
END;
$$ LANGUAGE plpgsql STABLE;

COMMENT ON FUNCTION calculate_layover_score(INTEGER, VARCHAR) IS
    'Score 0.00-1.00 of a layover of so many minutes at an airport';

-- Refresh materialized view daily
-- E000-05: CONCURRENTLY needs the unique index of V12, and a view that has been populated once; restored from a
--          schema-only dump it has not, so the first refresh is a plain one.
CREATE OR REPLACE FUNCTION refresh_popular_routes()
RETURNS void AS $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_catalog.pg_matviews
        WHERE schemaname = 'public' AND matviewname = 'popular_layover_routes' AND ispopulated
    ) THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY public.popular_layover_routes;
    ELSE
        REFRESH MATERIALIZED VIEW public.popular_layover_routes;
    END IF;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION refresh_popular_routes() IS 'Refresh materialized view daily';

-- Automatic partition creation function
-- E000-11: covers all seven monthly tables, not two of them.
-- E000-13: the current month and the next three; does nothing where they exist, so it may run daily.
-- E000-14: months are those of UTC, and the bounds say so.
CREATE OR REPLACE FUNCTION create_monthly_partitions()
RETURNS void AS $$
DECLARE
    parent_name TEXT;
    partition_name TEXT;
    month_start TIMESTAMP;
    month_end TIMESTAMP;
BEGIN
    FOREACH parent_name IN ARRAY ARRAY[
        'flights', 'bookings', 'user_activities', 'analytics_events',
        'search_analytics', 'performance_metrics', 'query_performance'
    ] LOOP
        FOR i IN 0..3 LOOP
            month_start := date_trunc('month', NOW() AT TIME ZONE 'UTC') + make_interval(months => i);
            month_end := month_start + INTERVAL '1 month';
            partition_name := parent_name || '_' || to_char(month_start, 'YYYY_MM');

            CONTINUE WHEN to_regclass(format('public.%I', partition_name)) IS NOT NULL;

            EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.%I
                           FOR VALUES FROM (%L) TO (%L)',
                           partition_name, parent_name,
                           to_char(month_start, 'YYYY-MM-DD') || ' 00:00:00+00',
                           to_char(month_end, 'YYYY-MM-DD') || ' 00:00:00+00');
        END LOOP;
    END LOOP;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION create_monthly_partitions() IS
    'Automatic partition creation: the current month and the next three, in UTC';

-- E000-12: the document creates one daily partition of api_usage_logs and nothing that goes on. Today and the next
--          seven days; does nothing where they exist. Bounds as above (E000-14).
CREATE OR REPLACE FUNCTION create_daily_partitions()
RETURNS void AS $$
DECLARE
    partition_name TEXT;
    day_start TIMESTAMP;
    day_end TIMESTAMP;
BEGIN
    FOR i IN 0..7 LOOP
        day_start := date_trunc('day', NOW() AT TIME ZONE 'UTC') + make_interval(days => i);
        day_end := day_start + INTERVAL '1 day';
        partition_name := 'api_usage_logs_' || to_char(day_start, 'YYYY_MM_DD');

        CONTINUE WHEN to_regclass(format('public.%I', partition_name)) IS NOT NULL;

        EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.api_usage_logs
                       FOR VALUES FROM (%L) TO (%L)',
                       partition_name,
                       to_char(day_start, 'YYYY-MM-DD') || ' 00:00:00+00',
                       to_char(day_end, 'YYYY-MM-DD') || ' 00:00:00+00');
    END LOOP;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION create_daily_partitions() IS
    'Automatic partition creation for api_usage_logs: today and the next seven days, in UTC';

-- Database health monitoring function
-- E000-07: each check stands alone: one that cannot run is 'unknown', with the reason, and the others still run.
-- E000-15: 'critical' is tested before 'warning'.
CREATE OR REPLACE FUNCTION check_database_health()
RETURNS TABLE(
    check_name TEXT,
    status TEXT,
    value NUMERIC,
    threshold NUMERIC,
    message TEXT
) AS $$
DECLARE
    max_connections NUMERIC := current_setting('max_connections')::NUMERIC;
    statements_schema NAME;
BEGIN
    -- Connection count check
    -- E000-16: only clients count, not the server's own processes, and the threshold is the warning level. Without
    --          pg_read_all_stats the kind of other users' sessions is hidden and the count would be too low.
    check_name := 'connection_count';
    threshold := max_connections * 0.8;
    BEGIN
        IF NOT pg_has_role('pg_read_all_stats', 'USAGE') THEN
            RAISE EXCEPTION 'needs membership in pg_read_all_stats or pg_monitor';
        END IF;

        SELECT COUNT(*) INTO value
        FROM pg_catalog.pg_stat_activity
        WHERE backend_type = 'client backend';

        status := CASE WHEN value / max_connections > 0.9 THEN 'critical'
                       WHEN value / max_connections > 0.8 THEN 'warning'
                       ELSE 'ok'
                  END;
        message := 'Current: ' || value || ' / Max: ' || max_connections;
    EXCEPTION WHEN OTHERS THEN
        status := 'unknown';
        value := NULL;
        message := SQLERRM;
    END;
    RETURN NEXT;

    -- Cache hit ratio check
    -- E000-17: of this database only; 'unknown', not 'ok', where no block has been read yet.
    check_name := 'cache_hit_ratio';
    threshold := 90;
    BEGIN
        SELECT blks_hit * 100.0 / NULLIF(blks_hit + blks_read, 0) INTO value
        FROM pg_catalog.pg_stat_database
        WHERE datname = current_database();

        status := CASE WHEN value IS NULL THEN 'unknown'
                       WHEN value < 80 THEN 'critical'
                       WHEN value < 90 THEN 'warning'
                       ELSE 'ok'
                  END;
        message := COALESCE('Cache hit ratio: ' || ROUND(value, 2) || '%', 'No blocks read yet');
    EXCEPTION WHEN OTHERS THEN
        status := 'unknown';
        value := NULL;
        message := SQLERRM;
    END;
    RETURN NEXT;

    -- Query performance check
    -- E000-07: pg_stat_statements may be missing, or present but not preloaded; it may live in any schema.
    check_name := 'slow_queries';
    threshold := 50;
    BEGIN
        SELECT n.nspname INTO statements_schema
        FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_stat_statements';

        IF statements_schema IS NULL THEN
            RAISE EXCEPTION 'extension pg_stat_statements does not exist in this database';
        END IF;

        EXECUTE format('SELECT COUNT(*) FROM %I.pg_stat_statements WHERE mean_exec_time > 1000', statements_schema)
        INTO value;

        status := CASE WHEN value > 100 THEN 'critical'
                       WHEN value > 50 THEN 'warning'
                       ELSE 'ok'
                  END;
        message := 'Slow queries (>1s): ' || value;
    EXCEPTION WHEN OTHERS THEN
        status := 'unknown';
        value := NULL;
        message := SQLERRM;
    END;
    RETURN NEXT;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION check_database_health() IS 'Database health monitoring function';

-- E000-18: performance_metrics must have a partition for now (partitions/performance_metrics.toml), and the document
--          schedules nothing; `pgkeel health --record performance_metrics`, run from cron, does both.
-- E000-17: a check without a value is not logged, because metric_value is NOT NULL.
CREATE OR REPLACE FUNCTION log_health_check()
RETURNS void AS $$
DECLARE
    health_record RECORD;
BEGIN
    FOR health_record IN
        SELECT * FROM public.check_database_health() AS h WHERE h.value IS NOT NULL
    LOOP
        INSERT INTO public.performance_metrics (
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

COMMENT ON FUNCTION log_health_check() IS 'Write the results of check_database_health() to performance_metrics';
