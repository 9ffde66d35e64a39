DROP TABLE config_snapshots, feature_flags, system_configs;
