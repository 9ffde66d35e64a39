//! `pgkeel health` with what `pgkeel.toml` says of it, with what earlier runs kept, and as CI reads it.

use std::path::Path;
use std::sync::atomic::Ordering;

use pgkeel::health::CHECKS;
use serde_json::Value;

use crate::health_faults::{found, of, report, sql};
use crate::support::majors::on_every_major;
use crate::support::pooler::count_round_trips;
use crate::support::{Database, Held, Project, Run, block_on, connect, eventually, start_server};

fn project(url: &str, toml: &str) -> Project {
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", url);
    project.write("pgkeel.toml", toml);
    project
}

fn own(url: &str, check: &str) -> Value {
    let report = report(url, &format!("[[health.check]]\nname = \"mine\"\n{check}\n"));
    of(&report, "mine").clone()
}

#[test]
fn a_check_of_ones_own_is_one_as_all_others() {
    let database = Database::empty();
    let url = &database.url;
    database.sql("CREATE TABLE jobs (id int, state text, late interval); INSERT INTO jobs VALUES (1, 'failed', '1 hour'), (2, 'done', '5 min')");
    let came = |check: &str| {
        let mine = own(url, check);
        format!("{}: {}", mine["status"].as_str().unwrap(), mine["message"].as_str().unwrap())
    };
    // By a value.
    assert_eq!(came("sql = \"SELECT count(*) FROM jobs\"\nwarning = 5"), "ok: 2");
    assert_eq!(
        came("sql = \"SELECT count(*) FROM jobs; -- all\"\nwarning = 1"),
        "unknown: syntax error at or near \";\" (SQLSTATE 42601)"
    );
    assert_eq!(came("sql = \"SELECT count(*) FROM jobs -- all\"\nwarning = 1"), "warning: 2");
    assert_eq!(came("sql = \"SELECT 1.5::numeric\"\nwarning = 3\ncritical = 2\nbad = \"low\""), "critical: 1.5");
    let objects = "sql = \"SELECT 'job ' || id AS object, extract(epoch FROM late) AS value FROM jobs\"\nunit = \"seconds\"\nwarning = 600";
    assert_eq!(came(objects), "warning: the worst of 2 rows: job 1");
    assert_eq!(own(url, objects)["objects"].as_array().unwrap().len(), 1);
    assert_eq!(
        came(&format!(
            "{objects}\n[[health.accept]]\ncheck = \"mine\"\nobject = \"job 1\"\nuntil = 2999-01-01\nreason = \"old\""
        )),
        "info: the worst of 2 rows: job 1; accepted until 2999-01-01: old"
    );
    // What is no number is never fine.
    for (check, reason) in [
        ("SELECT NULL::int", "the server gave no number"),
        ("SELECT 1 WHERE false", "its query gave no row, and so no value"),
        (
            "SELECT late FROM jobs WHERE id = 1",
            "its value is no number: \"01:00:00\" (of an interval take extract(epoch FROM …))",
        ),
        ("SELECT id, state FROM jobs", "its query has several columns and none is called `value`"),
        ("SELECT 1/0", "division by zero (SQLSTATE 22012)"),
        ("DELETE FROM jobs RETURNING id", "syntax error at or near \\\"FROM\\\" (SQLSTATE 42601)"),
    ] {
        let mine = came(&format!("sql = \"{check}\"\nwarning = 5"));
        assert_eq!(mine, format!("unknown: {}", reason.replace('\\', "")), "{check}");
    }
    // Any row.
    assert_eq!(came("sql = \"SELECT * FROM jobs WHERE id > 5\"\nany_row = \"critical\""), "ok: no row");
    let rows = own(url, "sql = \"SELECT id, state FROM jobs WHERE state = 'failed'\"\nany_row = \"critical\"");
    assert_eq!((&rows["status"], &rows["objects"][0]["name"]), (&"critical".into(), &"id = 1, state = failed".into()));
    // It is listed, explained, chosen and recorded.
    let project = project(
        url,
        "[[health.check]]\nname = \"mine\"\nsql = \"SELECT 7\"\nwarning = 5\nwhy = \"because\"\n[health]\nconnections = { warning = 90 }\n",
    );
    assert!(project.run(&["health", "list"]).exits(0).stdout.contains("own\n  mine"));
    assert!(project.run(&["health", "explain", "mine"]).exits(0).stdout.contains("why: because"));
    let run = project.run(&["health", "--group", "own"]).exits(3);
    assert!(run.stdout.contains("warning  mine  7  7\n"), "{run}");
    let run = project.run(&["health", "--only", "mine", "--format", "prometheus"]).exits(3);
    assert!(run.stdout.contains("check=\"mine\",group=\"own\",unit=\"count\"} 7\n"), "{run}");
}

#[test]
fn what_is_accepted_comes_back_after_its_day() {
    let database = Database::empty();
    let url = &database.url;
    database.sql("CREATE TABLE a (id int, CHECK (id > 0)); CREATE TABLE b (id int); ALTER TABLE a ADD CONSTRAINT one CHECK (id < 9) NOT VALID; ALTER TABLE b ADD CONSTRAINT two CHECK (id < 9) NOT VALID");
    let accept = |object: &str, until: &str| {
        format!(
            "[[health.accept]]\ncheck = \"unvalidated_constraints\"\nobject = \"{object}\"\nuntil = {until}\nreason = \"see the plan\"\n"
        )
    };
    let came = |toml: &str| {
        let report = report(url, toml);
        let check = of(&report, "unvalidated_constraints");
        (check["status"].as_str().unwrap().to_owned(), check["value"].as_f64(), check["objects"].as_array().unwrap().len())
    };
    assert_eq!(came(""), ("warning".into(), Some(2.0), 2));
    assert_eq!(came(&accept("one of public.a", "2999-12-31")), ("warning".into(), Some(1.0), 1));
    assert_eq!(came(&accept("* of public.*", "2999-12-31")), ("info".into(), Some(0.0), 0));
    assert_eq!(came(&accept("o", "2999-12-31")), ("warning".into(), Some(2.0), 2));
    let run =
        project(url, &accept("one of public.a", "2020-01-01")).run(&["health", "--only", "unvalidated_constraints"]).exits(3);
    assert!(run.stdout.contains("it was accepted until 2020-01-01 only (see the plan)"), "{run}");
    // All of a check, whatever it is about.
    let whole = "[[health.accept]]\ncheck = \"unvalidated_constraints\"\nuntil = 2999-01-01\nreason = \"known\"\n";
    let run = project(url, whole).run(&["health", "--only", "unvalidated_constraints"]).exits(0);
    assert!(run.stdout.contains("2 constraints without validation; accepted until 2999-01-01: known"), "{run}");
    let mistake = project(url, "[session]\n\n[[health.accept]]\ncheck = \"x\"\nuntil = 2999-01-01\nreason = \"known\"\n")
        .run(&["health"])
        .exits(2);
    assert!(mistake.stderr.contains("there is no check `x`\n  --> pgkeel.toml:4:9\n"), "{mistake}");
}

#[test]
fn settings_are_compared_in_their_own_units() {
    on_every_major(|server| {
        let url = &server.url("postgres");
        let as_expected = "[health.settings]\nfsync = false\nmax_connections = 100\nwork_mem = \"4MB\"\ncheckpoint_timeout = \"300s\"\n\
                           random_page_cost = 4\nwal_level = \"MINIMAL\"\nserver_encoding = \"UTF8\"\n";
        assert_eq!(
            of(&report(url, as_expected), "expected_settings")["status"],
            "ok",
            "{:#}",
            of(&report(url, as_expected), "expected_settings")
        );
        let other = "[health.settings]\nfsync = true\nmax_connections = 200\nwork_mem = \"64MB\"\nno_such_thing = 1\n";
        let report = report(url, other);
        for object in [
            "fsync is off, expected on",
            "max_connections is 100, expected 200",
            "work_mem is 4MB, expected 64MB",
            "there is no setting no_such_thing",
        ] {
            found(&report, "expected_settings", "warning", object);
        }
        assert_eq!(of(&report, "expected_settings")["value"], 4.0);
        found(&report, "doubtful_settings", "warning", "wal_level = minimal");
    });
    let server = start_server(&[]);
    let url = &server.url("postgres");
    sql(url, "ALTER SYSTEM SET max_worker_processes = 12");
    sql(url, "SELECT pg_reload_conf(); CREATE ROLE nobody LOGIN");
    let toml = "[health.settings]\nmax_worker_processes = 12\n";
    eventually("the change waits", || {
        let text = of(&report(url, toml), "expected_settings").to_string();
        text.contains("max_worker_processes is 8, expected 12: it was changed, and waits for a restart")
    });
    // What is hidden is not "no such setting".
    let blind = report(&url.replacen("postgres@", "nobody@", 1), "[health.settings]\nhba_file = \"x\"\n");
    assert_eq!(of(&blind, "expected_settings")["missing_grant"], "GRANT pg_read_all_settings TO nobody");
}

/// A run with `--state`, and what one check came to in it.
fn kept(project: &Project, check: &str) -> (String, String) {
    let run: Run = project.run(&["health", "--only", check, "--state", "state.json", "--format", "json"]);
    let json = run.json();
    let check = &json["result"]["checks"][0];
    (check["status"].as_str().expect("a status").to_owned(), check["message"].as_str().expect("a message").to_owned())
}

fn deadlock(url: &str) {
    let first = Held::open(url, "BEGIN; UPDATE t SET n = 1 WHERE id = 1");
    let second = Held::open(url, "SET deadlock_timeout = '10ms'; BEGIN; UPDATE t SET n = 1 WHERE id = 2");
    std::thread::scope(|scope| {
        let waiter = scope.spawn(move || first.sql("UPDATE t SET n = 1 WHERE id = 2").is_ok());
        eventually("the first waits", || {
            block_on(async { connect(url).await.query_one("SELECT count(*) = 1 FROM pg_locks WHERE NOT granted", &[]).await })
                .unwrap()
                .get(0)
        });
        assert!(second.sql("UPDATE t SET n = 1 WHERE id = 1").is_err());
        drop(second);
        assert!(waiter.join().unwrap());
    });
}

#[test]
fn what_only_rises_is_judged_by_what_is_new() {
    let server = start_server(&["deadlock_timeout=1h"]);
    let url = &server.url("postgres");
    sql(url, "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1), (2)");
    assert_eq!(of(&report(url, ""), "deadlocks")["status"], "ok");
    deadlock(url);
    let count = |number: u32| {
        let question = format!("SELECT deadlocks = {number} FROM pg_stat_database WHERE datname = 'postgres'");
        eventually("the deadlock is counted", || {
            block_on(async { connect(url).await.query_one(&question, &[]).await }).unwrap().get(0)
        });
    };
    count(1);
    assert_eq!(of(&report(url, ""), "deadlocks")["status"], "warning");

    let project = project(url, "");
    let (status, message) = kept(&project, "deadlocks");
    assert!(status == "warning" && message.ends_with("since the statistics were reset"), "{status} {message}");
    let (status, message) = kept(&project, "deadlocks");
    assert!(
        status == "ok" && message.starts_with("0 deadlocks in ") && message.ends_with("since the last run"),
        "{status} {message}"
    );
    deadlock(url);
    count(2);
    let (status, message) = kept(&project, "deadlocks");
    assert!(status == "warning" && message.starts_with("1 deadlock in "), "{status} {message}");
    // A reset begins anew, and so does another cluster, which is said.
    sql(url, "SELECT pg_stat_reset()");
    let (status, message) = kept(&project, "deadlocks");
    assert!(status == "ok" && message.ends_with("since the statistics were reset"), "{status} {message}");
    let state = project.read("state.json");
    assert!(state.contains("\"deadlocks\""), "{state}");
    let moved: Value = serde_json::from_str(&state).unwrap();
    project.write("state.json", &state.replace(moved["cluster"].as_str().unwrap(), "1234"));
    let run = project.run(&["health", "--only", "deadlocks", "--state", "state.json"]).exits(0);
    assert!(
        run.stderr.contains("it is of another database, or of another version of pgkeel: the counters begin anew"),
        "{run}"
    );
    project.write("state.json", "{ half");
    let run = project.run(&["health", "--only", "deadlocks", "--state", "state.json"]).exits(0);
    assert!(run.stderr.contains("it is no state that this program kept"), "{run}");
    // A state that cannot be kept is told, and the answer is given.
    let run = project.run(&["health", "--only", "deadlocks", "--state", "nowhere/state.json"]).exits(1);
    assert!(run.stdout.contains("deadlocks") && run.stdout.contains("the counters could not be kept (--state)"), "{run}");
}

#[test]
fn temporary_files_rollbacks_checkpoints_and_cold_caches_are_found_by_their_rate() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        let url = &database.url;
        assert_eq!(of(&report(url, ""), "temp_files")["status"], "ok");
        database.sql("SET work_mem = '64kB'; SELECT count(*) FROM (SELECT i FROM generate_series(1, 300000) AS i ORDER BY -i OFFSET 0) AS sorted");
        let toml = "[health]\ntemp_files = { warning = 1000000 }\n";
        eventually("the files are counted", || of(&report(url, toml), "temp_files")["status"] == "warning");
        let message = of(&report(url, toml), "temp_files")["message"].as_str().unwrap().to_owned();
        assert!(message.contains(" of temporary files in "), "{message}");
        // Ten thousand are the sample.
        block_on(async {
            let session = connect(url).await;
            session.simple("CREATE PROCEDURE many() LANGUAGE plpgsql AS 'BEGIN FOR i IN 1..11000 LOOP IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF; END LOOP; END'").await.unwrap();
            session.simple("CALL many()").await.unwrap();
        });
        eventually("the rollbacks are counted", || of(&report(url, ""), "rollbacks")["status"] == "warning");
    });
    let server = start_server(&[]);
    let url = &server.url("postgres");
    for _ in 0..12 {
        sql(url, "CHECKPOINT");
    }
    eventually("the checkpoints are counted", || of(&report(url, ""), "requested_checkpoints")["status"] == "warning");
}

#[test]
fn being_asked_is_no_rollback() {
    let server = start_server(&[]);
    let url = &server.url("postgres");
    let rollbacks = || -> i64 {
        block_on(async {
            connect(url).await.query_one("SELECT xact_rollback FROM pg_stat_database WHERE datname = 'postgres'", &[]).await
        })
        .unwrap()
        .get(0)
    };
    let before = rollbacks();
    for _ in 0..3 {
        let _ = report(url, "");
    }
    assert!(rollbacks() - before < 10, "{before} {}", rollbacks());
}

#[test]
fn keys_that_run_out_are_seen_before_they_do() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id smallserial); CREATE TABLE calm (id smallserial); SELECT setval('t_id_seq', 10000), setval('calm_id_seq', 20000)");
    let project = project(&database.url, "");
    assert_eq!(of(&report(&database.url, ""), "integer_time_left")["status"], "skipped");
    assert_eq!(kept(&project, "integer_time_left").0, "skipped");
    database.sql("SELECT setval('t_id_seq', 10010)");
    let (status, message) = kept(&project, "integer_time_left");
    assert!(
        status == "critical" && message.starts_with("public.t.id (smallint), sequence public.t_id_seq: 30.5 % used, "),
        "{status} {message}"
    );
    // Ids of transactions are not near their end.
    assert_eq!(kept(&project, "transaction_id_time_left").0, "skipped");
    assert_eq!(kept(&project, "transaction_id_time_left").0, "ok");
}

#[test]
fn ids_that_run_out_are_seen_before_they_do() {
    let server = start_server(&[]);
    let url = &server.url("postgres");
    let project = project(url, "");
    // What takes a thousand million transactions: as the catalog would have it then.
    let oldest = |age: u32| {
        let moved = format!("((datminmxid::text::bigint - {age} + 4294967296) % 4294967296)::text::xid");
        sql(url, &format!("UPDATE pg_database SET datminmxid = {moved} WHERE datname = 'closed'"));
    };
    sql(url, "CREATE DATABASE closed ALLOW_CONNECTIONS false");
    oldest(1_000_000_000);
    assert_eq!(kept(&project, "transaction_id_time_left").0, "skipped");
    assert_eq!(kept(&project, "transaction_id_time_left").0, "ok");
    oldest(1_000_000);
    let (status, message) = kept(&project, "transaction_id_time_left");
    assert!(
        status == "critical" && message.starts_with("database closed: oldest multixact id: 46.6 % used, "),
        "{status} {message}"
    );
}

/// All checks under a second is measured by `cargo bench --bench health`; here, that there is nothing to wait for but each check's own query.
#[test]
fn as_much_is_asked_of_a_thousand_tables_as_of_none() {
    let server = start_server(&[]);
    let directory = tempfile::tempdir().unwrap();
    let counted = count_round_trips(directory.path(), server.directory().join(".s.PGSQL.5432"));
    let project = project(&format!("postgres://postgres@/postgres?host={}", directory.path().display()), "");
    let round_trips = || {
        let before = counted.load(Ordering::Relaxed);
        let _ = project.run(&["health"]).exits(3);
        counted.load(Ordering::Relaxed) - before
    };
    let few = round_trips();
    sql(
        &server.url("postgres"),
        "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY)', i); \
                     IF i % 20 = 0 THEN COMMIT; END IF; END LOOP; END $$",
    );
    assert_eq!(round_trips(), few);
    // To begin, to ask (prepared, then run), to end; and to connect, twice.
    assert!(few <= 4 * CHECKS.len() + 20, "{few} for {}", CHECKS.len());
}

#[test]
fn ci_reads_each_check() {
    let database = Database::empty();
    database.sql("CREATE TABLE a (id int); ALTER TABLE a ADD CONSTRAINT one CHECK (id < 9) NOT VALID; CREATE POLICY p ON a");
    let toml = "[[health.check]]\nname = \"broken\"\nsql = \"SELECT 1/0\"\nwarning = 1\n";
    let only = "unvalidated_constraints,row_security_off,invalid_indexes,slow_queries,broken";
    let project = project(&database.url, toml);
    let junit = project.run(&["health", "--only", only, "--format", "junit"]).exits(3);
    let document = roxmltree::Document::parse(&junit.stdout).expect("XML");
    let cases: Vec<(&str, &str)> = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .map(|case| {
            (case.attribute("name").unwrap(), case.first_element_child().map_or("passed", |outcome| outcome.tag_name().name()))
        })
        .collect();
    assert_eq!(
        cases,
        [
            ("pgkeel health", "error"),
            ("unvalidated_constraints", "failure"),
            ("row_security_off", "failure"),
            ("invalid_indexes", "passed"),
            ("slow_queries", "skipped")
        ]
    );
    let github = project.run(&["health", "--only", only, "--format", "github"]).exits(3).stdout;
    for line in [
        "::error title=pgkeel health failed::unknown: broken: division by zero (SQLSTATE 22012)",
        "::warning file=pgkeel.toml,line=1,title=warning%3A unvalidated_constraints::warning: unvalidated_constraints: 1 constraint without validation",
        "::error file=pgkeel.toml,line=1,title=critical%3A row_security_off::critical: row_security_off",
    ] {
        assert!(github.contains(line), "{github}");
    }
    let watched = project.run(&["health", "--watch", "1"]).exits(2);
    assert!(watched.stderr.contains("--watch draws for people"), "{watched}");
}

#[test]
fn layoverhq_migrated_and_maintained_is_well() {
    // As initdb leaves a server, but that nothing needs to survive it.
    let server = start_server(&[
        "fsync=on",
        "full_page_writes=on",
        "synchronous_commit=on",
        "autovacuum=on",
        "wal_level=replica",
        "max_wal_senders=10",
    ]);
    let database = Database::empty_on(&server);
    let project = Project::layoverhq().on(&database);
    for arguments in [&["migrate", "up"][..], &["partitions", "maintain"], &["matviews", "refresh"]] {
        let _ = project.run(arguments).exits(0);
    }
    // The document's nine settings are those of a larger server.
    let json = project.run(&["health", "--skip", "expected_settings", "--format", "json"]).exits(0).json();
    // Each is timed.
    let timed = |check: &Value| check["duration_ms"].as_f64().is_some_and(|took| took >= 0.0);
    assert!(json["result"]["checks"].as_array().unwrap().iter().all(timed), "{json:#}");
    let checks = json["result"]["checks"].as_array().unwrap();
    let info: Vec<&str> =
        checks.iter().filter(|check| check["status"] == "info").map(|check| check["check"].as_str().unwrap()).collect();
    assert_eq!(
        info,
        ["redundant_indexes", "foreign_keys_without_index", "tables_without_primary_key", "doubtful_types", "trusted_locals"]
    );
    // What the document has of its own.
    database.sql("INSERT INTO data_access_requests (request_type, due_date) VALUES ('export', now() - interval '1 day')");
    database.sql("INSERT INTO backup_configurations (name, backup_type, databases, cron_schedule, storage_location, next_backup_at) VALUES ('nightly', 'full', '[]', '0 2 * * *', 's3://b', now() - interval '2 hours')");
    let run = project.run(&["health", "--group", "own"]).exits(3);
    assert!(run.stdout.contains("critical  late_backups") && run.stdout.contains("  - nightly\n"), "{run}");
    assert!(run.stdout.contains("warning   overdue_requests"), "{run}");
}

#[test]
fn the_fault_of_every_check_is_planted() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let sources: Vec<String> =
        ["health.rs", "health_faults.rs", "health_pains.rs", "health_servers.rs", "health_configured.rs", "matviews/due.rs"]
            .iter()
            .map(|file| std::fs::read_to_string(tests.join(file)).expect("a test"))
            .collect();
    // A line that names the check beside the state that its fault makes of it.
    let planted = |check: &str| {
        let name = format!("\"{check}\"");
        let states = ["\"info\"", "\"warning\"", "\"critical\"", "'critical'", "warning:", "sooner"];
        sources.iter().any(|text| {
            let lines: Vec<&str> = text.lines().collect();
            lines.iter().enumerate().any(|(at, line)| {
                line.contains(&name)
                    && lines[at..lines.len().min(at + 6)].iter().any(|line| states.iter().any(|state| line.contains(state)))
            })
        })
    };
    for check in CHECKS.iter() {
        assert!(planted(check.name), "no test plants the fault of {}", check.name);
    }
}
