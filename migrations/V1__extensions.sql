-- Extensions of the LayoverHQ database. Section 1, "Core Database Configuration".
--
-- In these migrations a correction to the document is marked E000-nn at the place where it is made, and a known
-- defect that is left as written is marked likewise, with the reason.
--
-- E000-24: the nine ALTER SYSTEM statements of section 1 are not here. ALTER SYSTEM cannot run in a transaction block,
--          needs a superuser, and most managed services refuse it. The values are expected settings, which the health
--          checks compare with pg_settings.
-- E000-26: the schema uses none of the five extensions (gen_random_uuid() and POINT are core PostgreSQL), so each is
--          optional: created where the server offers it, skipped with a notice where it does not.
-- E000-06: pg_cron, which sections 6.1 and 6.3 use without creating it, is not needed: pgkeel's own commands, run by cron, do its work.
-- E000-07: pg_stat_statements can be read only where shared_preload_libraries contains it. That is server
--          configuration; check_database_health() reports 'unknown' until it is done.
--
-- Left as written, for the whole schema:
-- E000-27: no trigger maintains updated_at; the application does.
-- E000-28: value lists are column comments, not CHECK constraints (except valid_plan, which the document declares).
-- E000-29: no row-level security policy, role or grant is declared by the document.
-- E000-32: 10,000 concurrent users need a connection pooler in front of max_connections = 1000.

DO $$
DECLARE
    wanted TEXT;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['uuid-ossp', 'pg_stat_statements', 'pg_trgm', 'btree_gin', 'postgis'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = wanted) THEN
            RAISE NOTICE 'optional extension "%" skipped: not installed on this server', wanted;
            CONTINUE;
        END IF;

        BEGIN
            EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I', wanted);
        EXCEPTION WHEN insufficient_privilege OR feature_not_supported THEN
            RAISE NOTICE 'optional extension "%" skipped: %', wanted, SQLERRM;
        END;
    END LOOP;
END
$$;
