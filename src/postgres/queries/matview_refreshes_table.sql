-- pgkeel's own table of refreshed materialized views. `reads`: what the view read, as it was before the refresh began, by which it is
-- known later whether that has changed; kept of the last refresh only.
CREATE SCHEMA IF NOT EXISTS pgkeel;
CREATE TABLE IF NOT EXISTS pgkeel.matview_refreshes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, view text NOT NULL, view_oid oid NOT NULL,
    began timestamptz NOT NULL, ended timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    way text NOT NULL, cause text NOT NULL, outcome text NOT NULL, error text, rows bigint, bytes bigint,
    done_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, reads text
);
CREATE INDEX IF NOT EXISTS matview_refreshes_view ON pgkeel.matview_refreshes (view_oid, id)
