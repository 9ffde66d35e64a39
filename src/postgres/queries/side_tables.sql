-- pgkeel's own tables: what refinery's has no column for. They are no part of any schema that is compared.
CREATE SCHEMA IF NOT EXISTS pgkeel;
CREATE TABLE IF NOT EXISTS pgkeel.applied_migrations (
    history text, version bigint, name text NOT NULL,
    applied_on timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), took interval,
    applied_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, sql text,
    PRIMARY KEY (history, version)
);
CREATE TABLE IF NOT EXISTS pgkeel.migration_journal (
    history text, version bigint, statement integer, sql text, state text NOT NULL,
    target oid, present oid[] NOT NULL DEFAULT '{}',
    began timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), ended timestamptz,
    PRIMARY KEY (history, version, statement)
)
