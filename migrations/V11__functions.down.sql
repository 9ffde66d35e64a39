DROP FUNCTION log_health_check();
DROP FUNCTION check_database_health();
DROP FUNCTION create_daily_partitions();
DROP FUNCTION create_monthly_partitions();
DROP FUNCTION refresh_popular_routes();
DROP FUNCTION calculate_layover_score(INTEGER, VARCHAR);
