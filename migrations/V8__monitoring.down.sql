DROP TABLE query_performance, performance_metrics, api_usage_logs;
