-- A database of :tables tables, each with 10 columns, 2 indexes beside its primary key, a foreign key, a check and a comment; a
-- tenth of that number again partitioned, with 12 partitions each; 200 functions and 50 views. For psql:
--
--     psql -X -v ON_ERROR_STOP=1 -v tables=1000 -f make.sql
--
-- Every row of a query is run as a transaction of its own, so no server runs out of locks.

\set QUIET on
SET client_min_messages = warning;

CREATE TYPE state AS ENUM ('new', 'paid', 'shipped', 'gone');

SELECT format(
    $sql$
        CREATE FUNCTION function_%1$s(first integer, second text DEFAULT 'second'::text) RETURNS integer LANGUAGE plpgsql STABLE AS $body$
DECLARE
    answer integer;
BEGIN
    -- Number %1$s of its kind.
    SELECT first * %1$s + length(second) INTO answer;
    IF answer > 1000 THEN
        RAISE EXCEPTION 'too many: %%', answer;
    END IF;
    RETURN answer;
END
$body$;
    $sql$, n)
FROM generate_series(1, 200) AS n
\gexec

-- A table refers to the one of half its number, the first to itself.
SELECT format(
    $sql$
        CREATE TABLE table_%1$s (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            parent_id bigint,
            name character varying(80) NOT NULL,
            note text DEFAULT ''::text NOT NULL,
            amount numeric(12, 2) DEFAULT 0 NOT NULL,
            state state DEFAULT 'new'::state,
            tags text[] DEFAULT '{}'::text[],
            details jsonb DEFAULT '{}'::jsonb,
            created_at timestamp with time zone DEFAULT now() NOT NULL,
            updated_at timestamp with time zone,
            CONSTRAINT table_%1$s_parent_fkey FOREIGN KEY (parent_id) REFERENCES table_%2$s (id) ON DELETE CASCADE,
            CONSTRAINT table_%1$s_amount_check CHECK (amount >= 0)
        );
        CREATE INDEX table_%1$s_name_idx ON table_%1$s (lower(name), created_at DESC);
        CREATE INDEX table_%1$s_parent_idx ON table_%1$s (parent_id) WHERE parent_id IS NOT NULL;
        COMMENT ON TABLE table_%1$s IS 'Number %1$s of the tables';
    $sql$, n, greatest(n / 2, 1))
FROM generate_series(1, :tables) AS n
\gexec

SELECT format(
    $sql$
        CREATE TABLE parted_%1$s (
            id bigint NOT NULL,
            at date NOT NULL,
            name character varying(80) NOT NULL,
            note text DEFAULT ''::text NOT NULL,
            amount numeric(12, 2) DEFAULT 0 NOT NULL,
            state state DEFAULT 'new'::state,
            tags text[],
            details jsonb,
            created_at timestamp with time zone DEFAULT now() NOT NULL,
            updated_at timestamp with time zone,
            PRIMARY KEY (id, at),
            CONSTRAINT parted_%1$s_amount_check CHECK (amount >= 0)
        ) PARTITION BY RANGE (at);
        CREATE INDEX parted_%1$s_name_idx ON parted_%1$s (name);
    $sql$
    || string_agg(format('CREATE TABLE parted_%1$s_%2$s PARTITION OF parted_%1$s FOR VALUES FROM (%3$L) TO (%4$L);',
        n, to_char(month, 'MM'), month::date, (month + '1 month'::interval)::date), chr(10) ORDER BY month), n)
FROM generate_series(1, :tables / 10) AS n, generate_series('2024-01-01'::timestamp, '2024-12-01', '1 month') AS month
GROUP BY n ORDER BY n
\gexec

SELECT format(
    $sql$
        CREATE VIEW view_%1$s AS
            SELECT t.id, t.name, t.amount, p.name AS parent, function_%1$s(t.id::integer) AS answer, count(*) OVER (PARTITION BY t.state) AS many
            FROM table_%2$s t LEFT JOIN table_%3$s p ON p.id = t.parent_id WHERE t.state <> 'gone'::state AND t.created_at > now() - '1 year'::interval;
        COMMENT ON VIEW view_%1$s IS 'Number %1$s of the views';
    $sql$, n, n, greatest(n / 2, 1))
FROM generate_series(1, 50) AS n
\gexec

ANALYZE;
