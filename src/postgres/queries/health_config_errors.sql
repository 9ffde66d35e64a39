-- One row per line as health::Answer::Count describes: lines of postgresql.conf, and what it includes, that the server cannot take. A
-- change that only waits for a restart is none (see pending_restart): to read the file marks such settings in this session, those too that
-- the command line overrides. From PostgreSQL 13 on, for superusers.
WITH lines AS MATERIALIZED (
    SELECT sourcefile, sourceline, seqno, name, error FROM pg_file_settings WHERE error IS NOT NULL
)
SELECT format('%s:%s: %s%s', regexp_replace(sourcefile, '^.*/', ''), sourceline, coalesce(name || ': ', ''), error) AS object
  FROM lines
 WHERE NOT EXISTS (SELECT FROM pg_settings WHERE lower(pg_settings.name) = lower(lines.name) AND pending_restart)
 ORDER BY sourcefile, sourceline, seqno
