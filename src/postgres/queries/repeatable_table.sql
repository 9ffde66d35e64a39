-- pgkeel's own table of what is repeatable: what was run, and when.
CREATE SCHEMA IF NOT EXISTS pgkeel;
CREATE TABLE IF NOT EXISTS pgkeel.repeatable_migrations (
    history text, name text, checksum text NOT NULL,
    applied_on timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), took interval,
    applied_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, sql text,
    PRIMARY KEY (history, name)
)
