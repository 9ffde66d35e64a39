//! When a materialized view is due: by its schedule, or because what it reads has changed, as far as that can be known.

use super::matviews;
use crate::health_faults::{comes_out, found, of};
use crate::support::majors::{binaries_of, majors, on_every_major};
use crate::support::{Database, Project, Run, eventually, stable, start_server_of};

/// The views that are due, in order.
fn due(database: &Database) -> Vec<String> {
    let json = matviews(database, &["status", "--format", "json"]).exits(0).json();
    let views = json["result"]["views"].as_array().unwrap().iter();
    views.filter(|view| view["due"] == true).map(|view| view["name"].as_str().unwrap().to_owned()).collect()
}

fn why(database: &Database, view: &str) -> String {
    let json = matviews(database, &["status", "--format", "json"]).exits(0).json();
    let mut views = json["result"]["views"].as_array().unwrap().iter();
    views.find(|each| each["name"] == view).unwrap()["due_why"].as_str().unwrap().to_owned()
}

/// Waits until all that was changed is counted for whoever looks. A session counts when it ends, which is after its client has gone;
/// and before 15 the counters are read from a file that may be half a second old. What was sent while the collector was about to
/// write one is not in it, whatever its time says: it is in the next one. The database itself begins to count with the first session
/// that ends in it.
fn counted(database: &Database) {
    let others = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                  AND backend_type = 'client backend')";
    eventually("no session is left", || database.value(others) == "false");
    for _ in 0..2 {
        let now = database.value("SELECT clock_timestamp()");
        let read = format!("SELECT coalesce(pg_stat_get_snapshot_timestamp() > '{now}', true)");
        eventually("the counters are read anew", || database.value(&read) == "true");
    }
}

/// Refreshes what is due until that is nothing.
fn settle(database: &Database) {
    eventually("everything is fresh", || {
        counted(database);
        let _ = matviews(database, &["refresh", "--due"]).exits(0);
        counted(database);
        due(database).is_empty()
    });
}

const READERS: &str = "
    CREATE TABLE bookings (id int, at date) PARTITION BY RANGE (at);
    CREATE TABLE bookings_25 PARTITION OF bookings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE bookings_26 PARTITION OF bookings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE airports (id int, name text);
    INSERT INTO bookings VALUES (1, '2025-03-01'), (2, '2026-03-01'); INSERT INTO airports VALUES (1, 'Alpha');
    CREATE VIEW recent AS SELECT * FROM bookings WHERE id > 0;
    CREATE MATERIALIZED VIEW numbers AS SELECT count(*) AS number FROM recent;
    CREATE UNIQUE INDEX ON numbers (number);
    CREATE MATERIALIZED VIEW doubled AS SELECT number * 2 AS number FROM numbers;
    CREATE MATERIALIZED VIEW names AS SELECT lower(name) AS name FROM airports;
    CREATE MATERIALIZED VIEW constants AS SELECT 1 AS one;
";

#[test]
fn a_view_is_due_when_anything_that_it_reads_has_changed_and_not_before() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(READERS);
        assert_eq!(due(&database), ["public.constants", "public.names", "public.numbers", "public.doubled"]);
        assert_eq!(why(&database, "public.names"), "no refresh of it is recorded");
        settle(&database);
        let run = matviews(&database, &["refresh", "--due"]).exits(0);
        assert_eq!(run.stdout, "nothing to do: no materialized view is due\n");
        for (change, reason) in [
            ("INSERT INTO bookings VALUES (3, '2026-04-01')", "public.bookings_26 has changed"),
            ("UPDATE bookings SET id = 9 WHERE id = 1", "public.bookings_25 has changed"),
            ("DELETE FROM bookings WHERE id = 9", "public.bookings_25 has changed"),
            ("TRUNCATE bookings_26", "public.bookings_26 has changed"),
            (
                "CREATE TABLE bookings_27 PARTITION OF bookings FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                "public.bookings_27 has changed",
            ),
            ("ALTER TABLE bookings DETACH PARTITION bookings_26", "a table that it read is not there any more"),
            ("CREATE OR REPLACE VIEW recent AS SELECT * FROM bookings WHERE id > 5", "public.recent has changed"),
        ] {
            database.sql(change);
            eventually(change, || due(&database) == ["public.numbers", "public.doubled"]);
            assert_eq!(why(&database, "public.numbers"), reason, "{change}");
            // Before 15 the counters of our own refresh may come late.
            if server.version() >= 15 {
                assert_eq!(why(&database, "public.doubled"), "it reads public.numbers, which is refreshed before");
            }
            settle(&database);
        }
        // What is counted from anew may have changed uncounted.
        database.sql("SELECT pg_stat_reset()");
        eventually("the reset is seen", || due(&database).len() == 4);
        assert_eq!(why(&database, "public.names"), "the server's statistics were reset since");
        settle(&database);
    });
}

#[test]
fn what_cannot_be_known_to_be_unchanged_is_due() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int, at timestamptz); CREATE UNLOGGED TABLE u (id int); CREATE SEQUENCE s; \
             CREATE FOREIGN DATA WRAPPER w; CREATE SERVER elsewhere FOREIGN DATA WRAPPER w; \
             CREATE FOREIGN TABLE far (id int) SERVER elsewhere; \
             CREATE FUNCTION hidden() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT count(*) FROM public.t'; \
             CREATE FUNCTION pure(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1'; \
             CREATE MATERIALIZED VIEW by_catalog AS SELECT relname FROM pg_class; \
             CREATE MATERIALIZED VIEW by_clock AS SELECT id FROM t WHERE at > now() - interval '90 days'; \
             CREATE MATERIALIZED VIEW by_date AS SELECT id FROM t WHERE at > current_date; \
             CREATE MATERIALIZED VIEW by_far AS SELECT id FROM far WITH NO DATA; \
             CREATE MATERIALIZED VIEW by_function AS SELECT hidden() AS number; \
             CREATE MATERIALIZED VIEW by_pure AS SELECT pure(id) AS number FROM t; \
             CREATE MATERIALIZED VIEW by_sequence AS SELECT last_value FROM s; \
             CREATE MATERIALIZED VIEW by_unlogged AS SELECT id FROM u",
        );
        counted(&database);
        // The foreign table gives no rows: nothing is behind it.
        let _ = matviews(&database, &["refresh"]).exits(1);
        counted(&database);
        let reasons = || {
            let json = matviews(&database, &["status", "--format", "json"]).exits(0).json();
            let views = json["result"]["views"].as_array().unwrap().iter();
            let told = views.map(|view| {
                let why = view["due_why"].as_str().unwrap().replace("it may have changed: ", "");
                format!("{} {}: {why}", view["due"], view["name"].as_str().unwrap())
            });
            told.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            reasons(),
            "true public.by_catalog: public.by_catalog reads system catalogs\n\
             true public.by_clock: public.by_clock asks for the time\n\
             true public.by_date: public.by_date asks for the time\n\
             true public.by_far: it is not populated\n\
             true public.by_function: what hidden() reads is in its body\n\
             false public.by_pure: what it reads has not changed\n\
             true public.by_sequence: public.s is a sequence\n\
             true public.by_unlogged: public.u is unlogged"
        );
    });
}

#[test]
fn a_function_whose_body_the_server_understands_is_looked_through() {
    on_every_major(|server| {
        if server.version() < 14 {
            return;
        }
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW base AS SELECT count(*) AS number FROM t; \
             CREATE FUNCTION seen() RETURNS bigint STABLE BEGIN ATOMIC SELECT max(number) FROM base; END; \
             CREATE MATERIALIZED VIEW above AS SELECT seen() AS number",
        );
        settle(&database);
        database.sql("INSERT INTO t VALUES (1)");
        eventually("the row is seen", || due(&database) == ["public.base", "public.above"]);
        settle(&database);
        assert_eq!(database.value("SELECT number FROM above"), "1");
        database
            .sql("CREATE OR REPLACE FUNCTION seen() RETURNS bigint STABLE BEGIN ATOMIC SELECT max(number) + 1 FROM base; END");
        assert_eq!(due(&database), ["public.above"]);
    });
}

#[test]
fn a_schedule_decides_alone_and_its_mistakes_are_told() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(READERS);
    let project = Project::empty().on(&database);
    project.write(
        "pgkeel.toml",
        "[matviews.names]\nevery = \"1 day\"\n[matviews.constants]\nafter = \"0 3 * * *\"\n[matviews.nubmers]\n",
    );
    let run = |arguments: &[&str]| -> Run { project.run(&[&["matviews"], arguments].concat()) };
    let told = run(&["refresh", "--due", "names", "constants"]).exits(0);
    insta::assert_snapshot!(told, @r#"
    exit code: 0
    --- stdout
    view       result     why                           how
    constants  refreshed  no refresh of it is recorded  [time], 1 row, plain: it has no unique index
    names      refreshed  no refresh of it is recorded  [time], 1 row, plain: it has no unique index

    constants could be refreshed concurrently with a unique index, and its query does not tell over which columns: over one of which this counts as many as all rows, or several together, as count(DISTINCT (a, b)) counts them
      SELECT count(*) AS "all rows", count(DISTINCT one) AS one FROM public.constants;

    names could be refreshed concurrently with a unique index, and its query does not tell over which columns: over one of which this counts as many as all rows, or several together, as count(DISTINCT (a, b)) counts them
      SELECT count(*) AS "all rows", count(DISTINCT name) AS name FROM public.names;
    --- stderr
    warning: pgkeel.toml: [matviews.nubmers]: there is no such materialized view in public; did you mean `numbers`?
    "#);
    database.sql("INSERT INTO airports VALUES (2, 'Beta')");
    let run = |arguments: &[&str]| run(arguments).exits(0).stdout;
    assert_eq!(run(&["refresh", "--due", "names", "constants"]), "nothing to do: no materialized view is due\n");
    database
        .sql("UPDATE pgkeel.matview_refreshes SET began = began - interval '25 hours', ended = ended - interval '25 hours'");
    let told = run(&["refresh", "--due", "names", "constants"]);
    assert!(told.contains("every 1 day; the last refresh began 25 h ago"), "{told}");
    assert!(told.contains("after 0 3 * * * (UTC); the last refresh began 25 h ago"), "{told}");

    project.write("pgkeel.toml", "[matviews.names]\nevery = \"daily\"\n");
    insta::assert_snapshot!(project.run(&["matviews", "status"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `daily` is not a duration: expected number at 0
      --> pgkeel.toml:2:9
    1 | [matviews.names]
    2 | every = "daily"
      |         ^
    "#);
}

#[test]
fn check_makes_a_view_that_is_due_a_finding() {
    let database = Database::empty();
    database.sql("CREATE MATERIALIZED VIEW one AS SELECT 1 AS one");
    let _ = matviews(&database, &["status"]).exits(0);
    let _ = matviews(&database, &["status", "--check"]).exits(3);
    let _ = matviews(&database, &["refresh", "--due"]).exits(0);
    let _ = matviews(&database, &["status", "--check"]).exits(0);
}

#[test]
fn health_finds_the_view_that_is_behind() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        let toml = "[health]\nstale_matviews = { warning = 0, critical = 86400 }\n";
        let stale = || {
            counted(&database);
            crate::health_faults::report(&database.url, toml)
        };
        database.sql(READERS);
        comes_out(&stale(), "stale_matviews", "skipped");
        settle(&database);
        comes_out(&stale(), "stale_matviews", "ok");
        // In a partition that was made since.
        database.sql(
            "CREATE TABLE bookings_27 PARTITION OF bookings FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); \
             INSERT INTO bookings VALUES (4, '2027-04-01')",
        );
        found(&stale(), "stale_matviews", "warning", "public.numbers: refreshed at ");
        found(&stale(), "stale_matviews", "warning", "and public.bookings_27 has changed since");
        assert_eq!(of(&stale(), "stale_matviews")["objects"].as_array().unwrap().len(), 1);
        database.sql("UPDATE pgkeel.matview_refreshes SET began = began - interval '2 days'");
        found(&stale(), "stale_matviews", "critical", "public.numbers: refreshed at ");
        settle(&database);
        comes_out(&stale(), "stale_matviews", "ok");
        // One that cannot be refreshed is behind, whatever changes.
        database.sql(
            "DROP TABLE airports CASCADE; CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; \
                      CREATE MATERIALIZED VIEW late AS SELECT broken() AS x; \
                      CREATE OR REPLACE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1 / 0; END'",
        );
        let _ = matviews(&database, &["refresh", "late"]).exits(1);
        found(
            &stale(),
            "stale_matviews",
            "warning",
            "public.late: never refreshed by pgkeel, the last try failed: division by zero",
        );
    });
}

#[test]
fn what_changed_before_a_crash_of_the_server_is_not_lost() {
    for major in majors() {
        let server = start_server_of(binaries_of(major), &[]);
        let database = Database::empty_on(&server);
        database.sql("CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT count(*) AS number FROM t");
        settle(&database);
        // Counters are in memory: those of this row, and all others, go with the crash.
        database.crash_after("SET synchronous_commit = on; INSERT INTO t VALUES (1)");
        assert_eq!(database.value("SELECT count(*) FROM t"), "1");
        assert_eq!(due(&database), ["public.m"], "on PostgreSQL {major}");
        settle(&database);
        assert_eq!(database.value("SELECT number FROM m"), "1");
    }
}
