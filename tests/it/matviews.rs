//! `pgkeel matviews`: order, the weakest lock that works, and what becomes of the rest when one fails.

mod due;
mod keys;
mod runs;

use crate::support::{Database, Held, Project, Run, stable};

fn matviews(database: &Database, arguments: &[&str]) -> Run {
    Project::empty().on(database).run(&[&["matviews"], arguments].concat())
}

/// `daily` reads `routes` through a plain view, `by_airport` and `fares` read it directly, `alone` reads none.
const VIEWS: &str = "
    CREATE TABLE bookings (id int, airport text, price int);
    INSERT INTO bookings VALUES (1, 'AMS', 100), (2, 'LIS', 50);
    CREATE MATERIALIZED VIEW routes AS SELECT airport, sum(price) AS revenue, count(*) AS number FROM bookings GROUP BY airport;
    CREATE UNIQUE INDEX routes_key ON routes (airport);
    CREATE VIEW best AS SELECT * FROM routes WHERE revenue > 10;
    CREATE VIEW best_of_all AS SELECT * FROM best;
    CREATE MATERIALIZED VIEW daily AS SELECT count(*) AS number FROM best_of_all;
    CREATE MATERIALIZED VIEW by_airport AS SELECT airport, number FROM routes;
    CREATE UNIQUE INDEX by_airport_key ON by_airport (airport) WHERE number > 0;
    CREATE MATERIALIZED VIEW fares AS SELECT airport, revenue / number AS fare FROM routes;
    CREATE UNIQUE INDEX fares_key ON fares (airport);
    CREATE MATERIALIZED VIEW alone AS SELECT airport, 100 / price AS share FROM bookings WITH NO DATA;
    CREATE UNIQUE INDEX alone_key ON alone (airport);
";

#[test]
fn status_says_which_views_block_their_readers_and_what_would_help() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(VIEWS);
    database.sql("ANALYZE routes");
    insta::assert_snapshot!(matviews(&database, &["status"]), @"
    exit code: 0
    --- stdout
    view        populated  last refresh  took  rows       size         reads   refresh                                                           due
    alone       no         not known           not known  not known            plain: it is not populated yet, so there are no readers to spare  yes: it is not populated
    routes      yes        not known           ~2         ~8192 bytes          concurrently                                                      yes: no refresh of it is recorded
    by_airport  yes        not known           ~2         ~8192 bytes  routes  plain: its unique index public.by_airport_key has a WHERE clause  yes: no refresh of it is recorded
    daily       yes        not known           not known  not known    routes  plain: it has no unique index                                     yes: no refresh of it is recorded
    fares       yes        not known           ~2         ~8192 bytes  routes  concurrently                                                      yes: no refresh of it is recorded

    by_airport could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.by_airport (airport);

    daily could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.daily (number);
    --- stderr
    ");
    let json = matviews(&database, &["status", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["recorded"], true);
    insta::assert_snapshot!(json["result"]["views"][1], @r#"{"name":"public.routes","owner":"postgres","populated":true,"last_refresh":null,"failed_since":null,"estimated_bytes":8192,"estimated_rows":2.0,"due":true,"due_why":"no refresh of it is recorded","due_next":null,"refresh":{"how":"concurrently","index":"public.routes_key"},"reads":[],"unique_indexes":[{"name":"public.routes_key","valid":true,"immediate":true,"partial":false,"expression":false,"btree":true}]}"#);
}

#[test]
fn views_are_refreshed_after_what_they_read() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(VIEWS);
    insta::assert_snapshot!(matviews(&database, &["refresh", "--dry-run"]), @"
    exit code: 0
    --- stdout
    -- 1. create pgkeel.matview_refreshes: pgkeel's own table: when each view was refreshed, and why
    -- pgkeel's own table of refreshed materialized views. `reads`: what the view read, as it was before the refresh began, by which it is
    -- known later whether that has changed; kept of the last refresh only.
    CREATE SCHEMA IF NOT EXISTS pgkeel;
    CREATE TABLE IF NOT EXISTS pgkeel.matview_refreshes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, view text NOT NULL, view_oid oid NOT NULL,
        began timestamptz NOT NULL, ended timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
        way text NOT NULL, cause text NOT NULL, outcome text NOT NULL, error text, rows bigint, bytes bigint,
        done_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, reads text
    );
    CREATE INDEX IF NOT EXISTS matview_refreshes_view ON pgkeel.matview_refreshes (view_oid, id);

    -- 2. refresh public.alone: not concurrently: it is not populated yet, so there are no readers to spare
    --    lock: ACCESS EXCLUSIVE on public.alone (blocks reads and writes)
    BEGIN;
    REFRESH MATERIALIZED VIEW public.alone;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.alone', oid, transaction_timestamp(), 'plain', 'asked for', 'refreshed',
           pg_stat_get_xact_tuples_inserted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.alone'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 3. refresh public.routes concurrently: public.routes_key allows it, so readers are not blocked
    --    lock: EXCLUSIVE on public.routes (blocks writes)
    BEGIN;
    REFRESH MATERIALIZED VIEW CONCURRENTLY public.routes;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.routes', oid, transaction_timestamp(), 'concurrently', 'asked for', 'refreshed',
           pg_stat_get_live_tuples(oid) + pg_stat_get_xact_tuples_inserted(oid) - pg_stat_get_xact_tuples_deleted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.routes'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 4. refresh public.by_airport: not concurrently: its unique index public.by_airport_key has a WHERE clause
    --    lock: ACCESS EXCLUSIVE on public.by_airport (blocks reads and writes)
    --    hazard: blocks-reads
    BEGIN;
    REFRESH MATERIALIZED VIEW public.by_airport;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.by_airport', oid, transaction_timestamp(), 'plain', 'asked for', 'refreshed',
           pg_stat_get_xact_tuples_inserted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.by_airport'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 5. refresh public.daily: not concurrently: it has no unique index
    --    lock: ACCESS EXCLUSIVE on public.daily (blocks reads and writes)
    --    hazard: blocks-reads
    BEGIN;
    REFRESH MATERIALIZED VIEW public.daily;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.daily', oid, transaction_timestamp(), 'plain', 'asked for', 'refreshed',
           pg_stat_get_xact_tuples_inserted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.daily'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 6. refresh public.fares concurrently: public.fares_key allows it, so readers are not blocked
    --    lock: EXCLUSIVE on public.fares (blocks writes)
    BEGIN;
    REFRESH MATERIALIZED VIEW CONCURRENTLY public.fares;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.fares', oid, transaction_timestamp(), 'concurrently', 'asked for', 'refreshed',
           pg_stat_get_live_tuples(oid) + pg_stat_get_xact_tuples_inserted(oid) - pg_stat_get_xact_tuples_deleted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.fares'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 7. forget old refreshes: the last 100 of each view are kept
    BEGIN;
    DELETE FROM pgkeel.matview_refreshes AS old
     USING (SELECT id, row_number() OVER (PARTITION BY view_oid, outcome ORDER BY id DESC) AS place
              FROM pgkeel.matview_refreshes) AS numbered
     WHERE numbered.id = old.id AND place > 100;
    UPDATE pgkeel.matview_refreshes AS old SET reads = NULL
     WHERE reads IS NOT NULL
       AND EXISTS (SELECT FROM pgkeel.matview_refreshes AS newer
                    WHERE newer.view_oid = old.view_oid AND newer.outcome = 'refreshed' AND newer.id > old.id);
    COMMIT;
    --- stderr
    ");
    assert_eq!(database.value("SELECT relispopulated FROM pg_class WHERE relname = 'alone'"), "false");

    database.sql("INSERT INTO bookings VALUES (3, 'LHR', 20)");
    insta::assert_snapshot!(matviews(&database, &["refresh"]), @"
    exit code: 0
    --- stdout
    view        result     how
    alone       refreshed  [time], 3 rows, plain: it is not populated yet, so there are no readers to spare
    routes      refreshed  [time], 3 rows, concurrently
    by_airport  refreshed  [time], 3 rows, plain: its unique index public.by_airport_key has a WHERE clause
    daily       refreshed  [time], 1 row, plain: it has no unique index
    fares       refreshed  [time], 3 rows, concurrently

    by_airport could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.by_airport (airport);

    daily could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.daily (number);
    --- stderr
    ");
    assert_eq!(database.value("SELECT number FROM daily"), "3");
    // Now it is populated, so its readers are spared.
    let json = matviews(&database, &["refresh", "alone", "--format", "json"]).exits(0).json();
    let views = json["result"]["views"].as_array().unwrap();
    assert_eq!((views.len(), &views[0]["refresh"]["how"]), (1, &"concurrently".into()));
}

#[test]
fn chosen_views_are_refreshed_in_order_and_no_others() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(VIEWS);
    let run = matviews(&database, &["refresh", "public.daily", "ROUTES", "--dry-run", "--format", "json"]).exits(0);
    let titles: Vec<String> = run.json()["result"]["plan"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["title"].as_str().unwrap().to_owned())
        .filter(|title| title.starts_with("refresh"))
        .collect();
    assert_eq!(titles, ["refresh public.routes concurrently", "refresh public.daily"]);
    insta::assert_snapshot!(matviews(&database, &["refresh", "rotues"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no materialized view `rotues` in public
    hint: did you mean `routes`?
    ");
    let _ = matviews(&database, &["refresh", "not a name"]).exits(2);
}

#[test]
fn a_database_without_materialized_views_says_so() {
    let database = Database::empty();
    for arguments in [&["status"][..], &["refresh"], &["refresh", "--dry-run"]] {
        let run = matviews(&database, arguments).exits(0);
        assert_eq!(run.stdout, "no materialized views in public\n");
    }
}

#[test]
fn a_reader_does_not_block_a_concurrent_refresh_nor_is_blocked_by_it() {
    let database = Database::empty();
    database.sql(VIEWS);
    let reader = Held::open(&database.url, "BEGIN; SELECT * FROM routes");
    let _ = matviews(&database, &["refresh", "routes", "--lock-retry-for", "1s"]).exits(0);
    reader.sql("SELECT * FROM routes").unwrap();
}

#[test]
fn a_reader_of_a_view_without_a_unique_index_makes_its_refresh_busy() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(VIEWS);
    let _reader = Held::open(&database.url, "BEGIN; SELECT * FROM by_airport");
    let patience = ["--lock-timeout", "50ms", "--lock-retry-for", "200ms"];
    let run = matviews(&database, &[&["refresh", "--format", "json"], &patience[..]].concat()).exits(4);
    let json = run.json();
    let results: Vec<(&str, &str)> = json["result"]["views"]
        .as_array()
        .unwrap()
        .iter()
        .map(|view| (view["view"].as_str().unwrap(), view["result"].as_str().unwrap()))
        .collect();
    assert_eq!(
        results,
        [
            ("public.alone", "refreshed"),
            ("public.routes", "refreshed"),
            ("public.by_airport", "failed"),
            ("public.daily", "refreshed"),
            ("public.fares", "refreshed"),
        ]
    );
}

#[test]
fn a_view_that_fails_stops_only_what_reads_it() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(VIEWS);
    database.sql("CREATE MATERIALIZED VIEW cheap AS SELECT count(*) FROM fares; UPDATE bookings SET price = 0 WHERE id = 1");
    database.sql("CREATE MATERIALIZED VIEW shares AS SELECT count(*) FROM alone WITH NO DATA");
    insta::assert_snapshot!(matviews(&database, &["refresh"]), @"
    exit code: 1
    --- stdout
    view        result     how
    alone       failed     division by zero
    routes      refreshed  [time], 2 rows, concurrently
    by_airport  refreshed  [time], 2 rows, plain: its unique index public.by_airport_key has a WHERE clause
    daily       refreshed  [time], 1 row, plain: it has no unique index
    fares       refreshed  [time], 2 rows, concurrently
    shares      skipped    it reads alone, which was not refreshed
    cheap       refreshed  [time], 1 row, plain: it has no unique index

    error: division by zero (SQLSTATE 22012)
    1 | REFRESH MATERIALIZED VIEW public.alone
    state: nothing of `refresh public.alone` was done: its transaction was rolled back

    by_airport could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.by_airport (airport);

    daily could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.daily (number);

    cheap could be refreshed concurrently, without blocking its readers, after:
      CREATE UNIQUE INDEX ON public.cheap (count);
    --- stderr
    ");
    database.sql("UPDATE bookings SET price = 1 WHERE id = 1");
    let _ = matviews(&database, &["refresh"]).exits(0);
}

#[test]
fn odd_names_other_schemas_and_circles_work() {
    let database = Database::empty();
    database.sql(
        "CREATE SCHEMA \"Shop\"; CREATE MATERIALIZED VIEW \"Shop\".\"Row\" AS SELECT 1 AS \"order\"; \
         CREATE UNIQUE INDEX \"Key\" ON \"Shop\".\"Row\" (\"order\"); \
         CREATE VIEW step AS SELECT 1 AS n; CREATE MATERIALIZED VIEW circle AS SELECT n FROM step; \
         CREATE OR REPLACE VIEW step AS SELECT n FROM circle",
    );
    let project = Project::empty().on(&database);
    project.write("pgkeel.toml", "[drift]\nschemas = [\"public\", \"Shop\"]\n");
    let run = project.run(&["matviews", "refresh", "\"Row\"", "circle"]).exits(0);
    assert!(run.stdout.contains("\"Shop\".\"Row\"  refreshed"), "{run}");
}

#[test]
fn a_lost_connection_ends_the_run_and_says_what_was_not_begun() {
    let database = Database::empty();
    database.sql("CREATE MATERIALIZED VIEW a AS SELECT 1 AS one; CREATE MATERIALIZED VIEW z AS SELECT 1 AS one");
    database.sql("CREATE MATERIALIZED VIEW b AS SELECT pg_terminate_backend(pg_backend_pid()) WITH NO DATA");
    let json = matviews(&database, &["refresh", "--format", "json"]).exits(1).json();
    let results: Vec<&str> =
        json["result"]["views"].as_array().unwrap().iter().map(|view| view["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["refreshed", "failed", "not-begun"]);
}
