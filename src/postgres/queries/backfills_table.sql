-- How far migrations that run in batches have come: the key of the last row that was looked at. A line is gone once the last
-- batch is done.
CREATE TABLE IF NOT EXISTS pgkeel.backfills (
    history text, version bigint, position text[], batches bigint NOT NULL, finished boolean NOT NULL,
    noted timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (history, version)
)
