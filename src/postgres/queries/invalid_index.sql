-- $1 text: an index, as a SQL name. Whether it is there, INVALID, and not being built by anybody right now: then it is what an
-- unfinished CREATE INDEX CONCURRENTLY left behind. From PostgreSQL 13 on.
SELECT EXISTS (SELECT
                 FROM pg_index AS index
                WHERE index.indexrelid = to_regclass($1)
                  AND NOT index.indisvalid
                  AND NOT EXISTS (SELECT
                                    FROM pg_stat_progress_create_index AS build
                                   WHERE build.index_relid = index.indexrelid))
