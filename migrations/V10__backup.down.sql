DROP TABLE disaster_recovery_tests, backup_executions, backup_configurations;
