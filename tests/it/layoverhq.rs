//! The main job on the repository's own project, and the demo that shows it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::law::apply;
use crate::support::{Database, Project};

/// The tables that are partitioned, with the column of their key and what else a row must have.
const PARTITIONED: [(&str, &str); 8] = [
    ("analytics_events (event_type, event_category, event_data, created_at)", "'a', 'b', '{}', now()"),
    ("api_usage_logs (endpoint, method, response_time_ms, response_status, timestamp)", "'/', 'GET', 1, 200, now()"),
    (
        "bookings (booking_date, booking_time, participant_count, participant_details, subtotal, total_amount, created_at)",
        "current_date, '10:00', 1, '[]', 1, 1, now()",
    ),
    (
        "flights (flight_number, airline_code, airline_name, origin_airport, destination_airport, departure_time, \
         arrival_time, duration, provider)",
        "'TK1', 'TK', 'Turkish Airlines', 'LHR', 'IST', now(), now() + '4 hours', 240, 'amadeus'",
    ),
    ("performance_metrics (metric_name, metric_value, metric_type, timestamp)", "'m', 1, 'gauge', now()"),
    ("query_performance (query_hash, query_text, execution_time_ms, executed_at)", "'h', 'select', 1, now()"),
    ("search_analytics (origin_airport, created_at)", "'LHR', now()"),
    ("user_activities (activity_type, activity_category, activity_data, created_at)", "'a', 'b', '{}', now()"),
];

/// A database to which the project was applied once: migrations and partitions. Copied for each test.
fn layoverhq() -> Database {
    static TEMPLATE: OnceLock<Database> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let database = Database::empty();
        let project = Project::layoverhq().on(&database);
        let _ = project.run(&["migrate", "up"]).exits(0);
        let _ = project.run(&["partitions", "maintain"]).exits(0);
        database
    });
    Database::copy_of(&template.name)
}

#[test]
fn every_command_does_its_work_once_and_says_so_the_second_time() {
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let first = project.run(&["migrate", "up"]).exits(0);
    assert!(first.stdout.contains("applied 12 migrations"), "{}", first.stdout);
    let again = project.run(&["migrate", "up"]).exits(0);
    assert!(again.stdout.contains("nothing to apply: 12 migrations are applied"), "{}", again.stdout);
    let first = project.run(&["partitions", "maintain", "--format", "json"]).exits(0);
    assert!(first.stdout.contains("bookings_2"), "{}", first.stdout);
    let again = project.run(&["partitions", "maintain"]).exits(0);
    assert!(again.stdout.contains("nothing to do: 8 tables are ready until"), "{}", again.stdout);
    let _ = project.run(&["matviews", "refresh"]).exits(0);
    let _ = project.run(&["matviews", "refresh"]).exits(0);
    let pulled = project.run(&["pull"]).exits(0);
    assert!(pulled.stdout.starts_with("up to date: schema.toml"), "{}", pulled.stdout);
    let diff = project.run(&["diff"]).exits(0);
    assert!(diff.stdout.starts_with("in sync: "), "{}", diff.stdout);
}

#[test]
fn a_row_dated_now_goes_into_each_partitioned_table() {
    let database = layoverhq();
    for (table, values) in PARTITIONED {
        database.sql(&format!("INSERT INTO {table} VALUES ({values})"));
    }
    let leaves = "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r'";
    assert_eq!(database.value(leaves), (7 * 4 + 8).to_string());
}

#[test]
fn with_the_clock_of_the_document_four_months_are_ready_and_a_month_later_one_more() {
    const LEAVES: &str = "SELECT inhparent::regclass || ' ' || count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid
                          WHERE relkind = 'r' GROUP BY inhparent ORDER BY inhparent::regclass::text";
    const NEW: &str = "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE '%\\_2025\\_05'";
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let maintain = |now: &str| project.run(&["partitions", "maintain", "--now", now]).exits(0).stdout;
    let expected = |months: u32, days: u32| -> Vec<String> {
        let tables = PARTITIONED.iter().map(|(columns, _)| columns.split(' ').next().expect("a table"));
        tables.map(|table| format!("{table} {}", if table == "api_usage_logs" { days } else { months })).collect()
    };
    let _ = maintain("2025-01-15");
    assert_eq!(database.column(LEAVES), expected(4, 8));
    for (table, values) in PARTITIONED {
        let values = values.replace("now()", "timestamptz '2025-01-15 12:00+00'");
        database.sql(&format!("INSERT INTO {table} VALUES ({values})"));
    }
    assert!(maintain("2025-01-15").starts_with("nothing to do: 8 tables are ready until "));
    assert_eq!(database.value(NEW), "0");
    let _ = maintain("2025-02-15");
    assert_eq!(database.value(NEW), "7");
    let days = database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'api_usage_logs'::regclass").parse();
    assert_eq!(database.column(LEAVES), expected(5, days.expect("a number")));
    assert!(maintain("2025-02-15").starts_with("nothing to do: 8 tables are ready until "));
    // And by the clock that there is.
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    for (table, values) in PARTITIONED {
        database.sql(&format!("INSERT INTO {table} VALUES ({values})"));
    }
}

#[test]
fn the_time_zone_of_the_session_moves_no_bound() {
    const BOUNDS: &str = "SELECT relname || ' ' || pg_get_expr(relpartbound, 0) FROM pg_class WHERE relispartition ORDER BY 1";
    let database = Database::empty();
    database.sql(&format!("ALTER DATABASE {} SET timezone TO 'America/New_York'", database.name));
    let project = Project::layoverhq().on(&database).with_variable("PGTZ", "America/New_York");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    assert_eq!(database.column(BOUNDS), layoverhq().column(BOUNDS));
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn the_schema_is_the_documents_and_what_it_uses() {
    let database = layoverhq();
    let supplied = "('flight_search_cache', 'experience_availability', 'payment_transactions')";
    let columns = format!(
        "SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
          WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0
            AND relname <> 'refinery_schema_history' AND relname NOT IN {supplied}
            AND (relname, attname) <> ('bookings', 'flight_departure_time')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
    );
    assert_eq!(database.value(&columns), "452");
    let tables = format!(
        "SELECT count(*) FROM unnest(ARRAY{}) AS t WHERE to_regclass(t) IS NOT NULL",
        supplied.replace('(', "[").replace(')', "]")
    );
    assert_eq!(database.value(&tables), "3");
    assert_eq!(database.value("SELECT calculate_layover_score(240, 'IST') BETWEEN 0 AND 1"), "true");
    let indexes = "SELECT count(*) FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
                    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'idx\\_%' AND NOT relispartition
                      AND relname NOT IN ('idx_popular_layover_routes_route', 'idx_flight_search_cache_lookup',
                                          'idx_payment_transactions_booking')";
    assert_eq!(database.value(indexes), "27");
}

#[test]
fn errors_of_the_document_are_corrected() {
    let database = layoverhq();
    database.sql(
        "INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-000000000001', 'a@example.com');
         INSERT INTO user_consent_history (user_id, consent_type, consent_given)
         VALUES ('00000000-0000-0000-0000-000000000001', 'marketing', true);
         DELETE FROM users",
    );
    assert_eq!(database.value("SELECT count(*) FROM user_consent_history"), "1", "E000-22: evidence stays");
    database.sql(
        "INSERT INTO enterprises (id, name, slug) VALUES (gen_random_uuid(), 'a', 'a'), (gen_random_uuid(), 'b', 'b');
         INSERT INTO daily_revenue_summary (date, enterprise_id) SELECT current_date, id FROM enterprises",
    );
    assert_eq!(database.value("SELECT count(*) FROM daily_revenue_summary"), "2", "E000-19: two enterprises, one date");
    database.sql("SELECT refresh_popular_routes(); SELECT log_health_check()");
    assert_eq!(database.value("SELECT count(*) > 0 FROM performance_metrics"), "true", "E000-17, E000-18");
}

#[test]
fn each_drift_is_named_and_exits_with_3() {
    for (sql, line) in [
        ("DROP INDEX idx_bookings_user", "missing    index idx_bookings_user"),
        ("ALTER TABLE users ADD COLUMN nickname text", "unexpected column nickname"),
        ("ALTER TABLE flights ALTER COLUMN status SET DEFAULT 'delayed'", "changed    column status"),
        ("DROP MATERIALIZED VIEW popular_layover_routes", "missing    materialized view popular_layover_routes"),
        ("ALTER TABLE bookings DETACH PARTITION bookings_detached", "unexpected table bookings_detached"),
    ] {
        let database = layoverhq();
        let sql = if sql.contains("DETACH") {
            let current = database.value(
                "SELECT min(relname) FROM pg_class WHERE relispartition AND relname LIKE 'bookings_2%' AND relkind = 'r'",
            );
            format!("ALTER TABLE {current} RENAME TO bookings_detached; {sql}")
        } else {
            sql.to_owned()
        };
        database.sql(&sql);
        let run = Project::layoverhq().on(&database).run(&["diff"]).exits(3);
        assert!(run.stdout.contains(line), "{sql}: {}", run.stdout);
    }
}

#[test]
fn a_partition_that_no_policy_explains_is_drift() {
    let database = layoverhq();
    database.sql(
        "CREATE TABLE bookings_old PARTITION OF bookings FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-15 00:00+00')",
    );
    let run = Project::layoverhq().on(&database).run(&["diff"]).exits(3);
    assert!(run.stdout.contains("unexpected partition bookings_old"), "{}", run.stdout);
}

#[test]
fn what_is_added_to_one_partition_no_policy_explains() {
    let database = layoverhq();
    let project = Project::layoverhq().on(&database);
    let partition =
        database.value("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'flights'::regclass LIMIT 1");
    database.sql(&format!(
        "CREATE INDEX mine ON {partition} (departure_time); ALTER TABLE {partition} ADD CHECK (departure_time > '1970-01-01')"
    ));
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("unexpected index mine") && run.stdout.contains("2 differences: 2 unexpected"), "{run}");
    let plan = project.run(&["diff", "--sql"]).exits(3);
    apply(&database, &plan.stdout);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn a_partition_that_waits_to_be_attached_is_no_drift() {
    let database = layoverhq();
    database.sql(
        "CREATE TABLE flights_2031_01 (LIKE flights INCLUDING ALL);
         COMMENT ON TABLE flights_2031_01 IS 'pgkeel: staged for public.flights'",
    );
    let _ = Project::layoverhq().on(&database).run(&["diff"]).exits(0);
}

#[test]
fn the_sample_is_the_same_however_often_it_is_loaded() {
    let database = layoverhq();
    let sample = include_str!("../../fixtures/layoverhq/sample.sql");
    database.sql(sample);
    let counts =
        "SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM flights), (SELECT count(*) FROM bookings))";
    assert_eq!(database.value(counts), "600 6000 3000");
    database.sql(sample);
    assert_eq!(database.value(counts), "600 6000 3000");
}

#[test]
fn the_demo_does_the_whole_job_and_leaves_nothing() {
    let run = Project::empty().run(&["demo", "--format", "json"]).exits(0);
    let result = run.json()["result"].clone();
    let commands: Vec<&str> =
        result["steps"].as_array().expect("steps").iter().filter_map(|step| step["command"].as_str()).collect();
    assert_eq!(commands.iter().filter(|command| command.starts_with("pgkeel diff")).count(), 4, "{commands:?}");
    assert_eq!(commands.last(), Some(&"pgkeel diff"));
    assert!(!Path::new(result["directory"].as_str().expect("a directory")).exists());
}

#[test]
fn the_demo_needs_no_configuration_and_heeds_none() {
    let project = Project::empty()
        .with_variable("PGHOST", "db.internal")
        .with_variable("PGOPTIONS", "-c search_path=elsewhere")
        .with_variable("PGTARGETSESSIONATTRS", "standby")
        .with_variable("PGKEEL_SCRATCH_URL", "postgres://nobody@db.internal/scratch")
        .with_variable("DATABASE_URL", "postgres://nobody@db.internal/app");
    project.write("pgkeel.toml", "[drift]\nschemas = [\"elsewhere\"]\n[broken");
    let _ = project.run(&["demo"]).exits(0);
}

#[test]
fn a_kept_demo_can_be_used_and_stopped() {
    let project = Project::empty();
    let run = project.run(&["demo", "--keep", "--format", "json"]).exits(0);
    let kept = run.json()["result"]["kept"].clone();
    let word = |key: &str| kept[key].as_str().expect("a word").to_owned();
    let diff = project.run(&["-C", &word("project"), "-d", &word("url"), "diff"]).exits(0);
    assert!(diff.stdout.starts_with("in sync: "));
    let directory = PathBuf::from(word("project")).parent().expect("a parent").to_owned();
    let stopped = std::process::Command::new("sh").args(["-c", &word("stop")]).status().expect("a shell");
    assert!(stopped.success() && !directory.exists());
}

/// Starts a demo and waits until it is at work; gives the directory that must be gone in the end.
fn demo_at_work() -> (Child, PathBuf) {
    let project = Project::empty();
    let mut child = project.command(&["demo"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("UTF-8");
    let directory = PathBuf::from(first.split("both in ").nth(1).expect("a directory"));
    assert!(directory.exists(), "{first}");
    lines
        .find(|line| line.as_ref().is_ok_and(|line| line.contains("pgkeel partitions maintain")))
        .expect("the second step")
        .expect("UTF-8");
    (child, directory)
}

fn is_gone_soon(directory: &Path) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while directory.exists() {
        assert!(Instant::now() < deadline, "{} stays", directory.display());
        std::thread::yield_now();
    }
}

#[test]
fn a_demo_that_is_interrupted_or_killed_leaves_no_server() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGKILL] {
        let (child, directory) = demo_at_work();
        kill(Pid::from_raw(i32::try_from(child.id()).expect("a process id")), signal).expect("a signal");
        let output = child.wait_with_output().expect("it ends");
        if signal != Signal::SIGKILL {
            let talk = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{talk}");
            assert!(talk.contains(&format!("interrupted by {signal}")), "{talk}");
        }
        is_gone_soon(&directory);
    }
}

/// Starts a demo in a process group of its own and waits until it makes its cluster, in the directory that this gives.
#[cfg(target_os = "linux")]
fn demo_at_initdb() -> (Child, PathBuf) {
    use std::os::unix::process::CommandExt;
    let project = Project::empty();
    let mut command = project.command(&["demo"]);
    let child = command.process_group(0).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let deadline = Instant::now() + Duration::from_secs(30);
    let directory = || {
        let children = std::fs::read_to_string(&children).ok()?;
        children.split_whitespace().find_map(|process| {
            let line = std::fs::read_to_string(format!("/proc/{process}/cmdline")).ok()?;
            let mut words = line.split('\0');
            words.next().filter(|program| program.ends_with("/initdb"))?;
            let data = words.skip_while(|word| *word != "--pgdata").nth(1)?;
            Some(Path::new(data).parent()?.to_owned())
        })
    };
    let mut found = None;
    while found.is_none() && Instant::now() < deadline {
        found = directory();
        std::thread::yield_now();
    }
    (child, found.expect("initdb"))
}

#[test]
#[cfg(target_os = "linux")]
fn a_demo_that_is_interrupted_or_killed_while_it_makes_its_cluster_leaves_nothing() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let (child, directory) = demo_at_initdb();
        // As the terminal does it: to the whole group.
        nix::sys::signal::killpg(Pid::from_raw(i32::try_from(child.id()).expect("a process id")), signal).expect("a signal");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: interrupted by {signal}\n"));
        assert!(!directory.exists());
    }
    let (mut child, directory) = demo_at_initdb();
    child.kill().expect("a signal");
    let _ = child.wait().expect("it ends");
    is_gone_soon(&directory);
}

#[test]
fn without_postgres_the_demo_says_what_to_install() {
    let nowhere = tempfile::tempdir().expect("a directory");
    let run = Project::empty().with_variable("PGKEEL_PG_BIN", nowhere.path().to_str().expect("UTF-8")).run(&["demo"]).exits(1);
    assert!(run.stderr.contains("apt-get install postgresql"), "{run}");
}
