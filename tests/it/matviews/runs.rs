//! Refreshes at work: records, several at a time, several runs at once, kills, limits, and roles that may do little.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::matviews;
use crate::support::majors::on_every_major;
use crate::support::{Database, Project, block_on, connect, eventually, stable};

/// A view that takes so long to refresh, once `slow.seconds` says so.
fn slow(database: &Database, view: &str, with_index: bool) {
    database.sql(
        "CREATE TABLE IF NOT EXISTS slow (seconds float); \
         CREATE OR REPLACE FUNCTION pause() RETURNS int VOLATILE LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_sleep((SELECT max(seconds) FROM public.slow)); RETURN (SELECT count(*) FROM public.slow); END $$;",
    );
    database.sql(&format!("CREATE MATERIALIZED VIEW {view} AS SELECT public.pause() AS number"));
    if with_index {
        database.sql(&format!("CREATE UNIQUE INDEX ON {view} (number)"));
    }
}

fn start(database: &Database, arguments: &[&str]) -> (Project, Child) {
    let project = Project::empty().on(database);
    let mut command = project.command(&[&["matviews"], arguments].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    (project, child)
}

/// Waits until a refresh of the view is running.
fn until_refreshing(database: &Database, view: &str) {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'BEGIN%REFRESH%{view}%' AND state = 'active' AND wait_event = 'PgSleep' AND datname = current_database()"
    );
    eventually("the refresh runs", || database.value(&sql) != "0");
}

#[test]
fn each_refresh_is_recorded_with_rows_cause_and_outcome() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000); \
             CREATE MATERIALIZED VIEW m AS SELECT id, 100 / (id - 5000) AS share FROM t; CREATE UNIQUE INDEX ON m (id)",
        );
        let json = matviews(&database, &["refresh", "--due", "--format", "json"]).exits(0).json();
        assert_eq!(json["result"]["views"][0]["cause"], "no refresh of it is recorded");
        database.sql("REFRESH MATERIALIZED VIEW m; ALTER MATERIALIZED VIEW m SET (fillfactor = 90); DROP INDEX m_id_idx");
        let json = matviews(&database, &["refresh", "--format", "json"]).exits(0).json();
        assert_eq!(json["result"]["views"][0]["rows"], 1000);
        database.sql("CREATE UNIQUE INDEX ON m (id); DELETE FROM t WHERE id <= 10");
        let _ = matviews(&database, &["refresh"]).exits(0);
        database.sql("INSERT INTO t VALUES (5000)");
        let _ = matviews(&database, &["refresh"]).exits(1);
        let records = database.column(
            "SELECT concat_ws(' ', view, view_oid = 'm'::regclass, way, outcome, began <= ended, bytes > 0, error, reads IS NULL) \
             FROM pgkeel.matview_refreshes ORDER BY id",
        );
        assert_eq!(
            records,
            [
                "public.m t concurrently refreshed t t t",
                "public.m t plain refreshed t t t",
                "public.m t concurrently refreshed t t f",
                "public.m t concurrently failed t division by zero t",
            ]
        );
        let status = matviews(&database, &["status"]).exits(0).stdout;
        assert!(status.contains("m was tried ") && status.contains(" ago and failed: division by zero"), "{status}");
    });
}

#[test]
fn a_year_of_records_is_not_kept() {
    let database = Database::empty();
    database.sql("CREATE MATERIALIZED VIEW m AS SELECT 1 AS one");
    let _ = matviews(&database, &["refresh"]).exits(0);
    database.sql(
        "INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, tool) \
         SELECT 'public.m', 'm'::regclass::oid, now(), 'plain', 'x', o, 't' FROM generate_series(1, 500), unnest('{refreshed,failed}'::text[]) AS o",
    );
    let _ = matviews(&database, &["refresh"]).exits(0);
    assert_eq!(database.column("SELECT count(*) FROM pgkeel.matview_refreshes GROUP BY outcome"), ["100", "100"]);
}

/// Chains and fans: view n reads view n / 2, so that 200 of them make a tree; their numbers run against their names.
fn tree(database: &Database) {
    let mut sql = String::from("CREATE TABLE base (n int); INSERT INTO base VALUES (0);");
    for number in 1..=200 {
        let source = if number == 1 { "base".to_owned() } else { format!("v{:03}", 1000 - number / 2) };
        sql.push_str(&format!("CREATE MATERIALIZED VIEW v{:03} AS SELECT n + 1 AS n FROM {source};", 1000 - number));
    }
    database.sql(&sql);
}

#[test]
fn two_hundred_views_in_chains_and_fans_come_in_order_one_or_four_at_a_time() {
    let one = Database::empty();
    tree(&one);
    let four = Database::copy_of(&one.name);
    for (database, jobs) in [(&one, "1"), (&four, "4")] {
        database.sql("UPDATE base SET n = 100");
        let json = matviews(database, &["refresh", "--jobs", jobs, "--format", "json"]).exits(0).json();
        assert_eq!(json["result"]["views"].as_array().unwrap().len(), 200);
        let wrong = database.column(
            "SELECT reader.view FROM pgkeel.matview_refreshes AS reader JOIN pgkeel.matview_refreshes AS source \
             ON source.view = format('public.v%s', 1000 - (1000 - right(reader.view, 3)::int) / 2) WHERE reader.began < source.ended",
        );
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(database.value("SELECT count(*) FROM pgkeel.matview_refreshes"), "200");
    }
    for number in 1..=200_u32 {
        let sql = format!("SELECT n FROM v{:03}", 1000 - number);
        let expected = (100 + u32::BITS - number.leading_zeros()).to_string();
        assert_eq!((one.value(&sql), four.value(&sql)), (expected.clone(), expected), "{number}");
    }
}

#[test]
fn views_that_do_not_read_each_other_are_refreshed_side_by_side() {
    let database = Database::empty();
    for view in ["a", "b", "c"] {
        slow(&database, view, false);
    }
    let _ = matviews(&database, &["refresh", "c"]).exits(0);
    database.sql("TRUNCATE pgkeel.matview_refreshes; INSERT INTO slow VALUES (1.5)");
    let _ = matviews(&database, &["refresh", "c"]).exits(0);
    let run = matviews(&database, &["refresh", "--jobs", "3", "-v"]).exits(0);
    // Who waits sees how long it takes, and took.
    assert!(run.stderr.contains("a for 1.") && run.stderr.contains(" (last time 1."), "{run}");
    database.sql("DELETE FROM pgkeel.matview_refreshes WHERE id = (SELECT min(id) FROM pgkeel.matview_refreshes)");
    let together = "SELECT max(began) < min(ended) FROM pgkeel.matview_refreshes";
    assert_eq!(database.value(together), "true");
}

#[test]
fn the_patience_for_locks_is_the_runs_and_not_each_views() {
    let database = Database::empty();
    for view in ["a", "b", "c", "d"] {
        database.sql(&format!("CREATE MATERIALIZED VIEW {view} AS SELECT 1 AS one"));
    }
    let _reader = crate::support::Held::open(&database.url, "BEGIN; SELECT FROM a, b, c, d");
    let run =
        matviews(&database, &["refresh", "--lock-timeout", "20ms", "--lock-retry-for", "2s", "--format", "json"]).exits(4);
    let json = run.json();
    let gave_up = json["result"]["views"].as_array().unwrap().iter().map(|view| view["error"]["message"].as_str().unwrap());
    let after: Vec<bool> = gave_up.map(|message| message.contains("gave up after 1 attempt in")).collect();
    assert_eq!(after, [false, true, true, true], "{run}");
}

#[test]
fn readers_go_on_while_a_view_is_refreshed_concurrently() {
    let database = Database::empty();
    slow(&database, "m", true);
    database.sql("INSERT INTO slow VALUES (1)");
    let (_project, child) = start(&database, &["refresh"]);
    let ended = AtomicBool::new(false);
    let (reads, longest) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            block_on(async {
                let session = connect(&database.url).await;
                let (mut reads, mut longest) = (0, Duration::ZERO);
                while !ended.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    session.simple("SET lock_timeout = '100ms'; SELECT * FROM m").await.expect("a reader is not blocked");
                    longest = longest.max(began.elapsed());
                    reads += 1;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                (reads, longest)
            })
        });
        let output = child.wait_with_output().expect("the program ends");
        ended.store(true, Ordering::Relaxed);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        reader.join().expect("the reader")
    });
    assert!(reads > 10, "{reads} reads, the longest {longest:?}");
    assert_eq!(database.value("SELECT number FROM m"), "1");
}

#[test]
fn a_killed_run_leaves_the_old_rows_and_the_next_one_goes_on() {
    for with_index in [true, false] {
        let database = Database::empty();
        slow(&database, "m", with_index);
        database.sql("INSERT INTO slow VALUES (5)");
        let (_project, mut child) = start(&database, &["refresh"]);
        until_refreshing(&database, "m");
        child.kill().expect("a kill");
        let _ = child.wait();
        database.sql("SET lock_timeout = '10s'; UPDATE slow SET seconds = 0; SELECT number FROM m");
        assert_eq!(database.value("SELECT number FROM m"), "0", "the old rows");
        let _ = matviews(&database, &["refresh"]).exits(0);
        assert_eq!(database.value("SELECT number FROM m"), "1");
        assert_eq!(database.value("SELECT count(*) FROM pgkeel.matview_refreshes"), "1");
    }
}

#[test]
fn a_killed_backend_leaves_the_old_rows_and_is_told() {
    let database = Database::empty();
    slow(&database, "m", true);
    database.sql("INSERT INTO slow VALUES (30)");
    let (_project, child) = start(&database, &["refresh", "--format", "json"]);
    until_refreshing(&database, "m");
    database.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN%REFRESH%' AND datname = current_database() AND pid <> pg_backend_pid()",
    );
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["result"]["views"][0]["result"], "failed");
    assert_eq!(database.value("SELECT number FROM m"), "0");
}

#[test]
fn an_interruption_cancels_the_statement_on_the_server() {
    let database = Database::empty();
    slow(&database, "m", true);
    slow(&database, "n", true);
    database.sql("INSERT INTO slow VALUES (600)");
    let (_project, child) = start(&database, &["refresh", "--format", "json"]);
    until_refreshing(&database, "m");
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGINT).expect("a signal");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let results: Vec<&str> =
        json["result"]["views"].as_array().unwrap().iter().map(|view| view["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["failed", "not-begun"]);
    let running = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    assert_eq!(database.value(running), "0");
}

#[test]
fn two_runs_at_once_refresh_no_view_twice() {
    let database = Database::empty();
    slow(&database, "a", true);
    database.sql("CREATE MATERIALIZED VIEW b AS SELECT number FROM a; INSERT INTO slow VALUES (1.5)");
    // The table of records is there already, so that both find it.
    database.sql("CREATE MATERIALIZED VIEW z AS SELECT 1 AS one");
    let _ = matviews(&database, &["refresh", "z"]).exits(0);
    let (_first_project, first) = start(&database, &["refresh", "a", "b"]);
    until_refreshing(&database, "a");
    let (_second_project, second) = start(&database, &["refresh", "a", "b"]);
    let outputs = [first, second].map(|child| child.wait_with_output().expect("the program ends"));
    let stdout = outputs.each_ref().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    assert!(outputs.iter().all(|output| output.status.success()), "{stdout:?}");
    assert!(stdout[1].contains("a     refreshed elsewhere  by another pgkeel, meanwhile"), "{}", stdout[1]);
    let stderr = String::from_utf8_lossy(&outputs[1].stderr);
    assert!(stderr.contains("waiting for another pgkeel that refreshes public.a: pid "), "{stderr}");
    let number = "SELECT count(*) FROM pgkeel.matview_refreshes WHERE view = 'public.a'";
    assert_eq!(database.value(number), "1");
    assert_eq!(database.value("SELECT number FROM b"), "1");
}

#[test]
fn a_run_that_will_not_wait_for_another_says_so() {
    let database = Database::empty();
    slow(&database, "m", true);
    database.sql("INSERT INTO slow VALUES (600)");
    let (_project, child) = start(&database, &["refresh"]);
    until_refreshing(&database, "m");
    let run = matviews(&database, &["refresh", "--lock-retry-for", "100ms", "--format", "json"]).exits(4);
    let error = &run.json()["result"]["views"][0]["error"]["message"];
    assert!(error.as_str().unwrap().contains("another pgkeel is at work"), "{run}");
    // Looking is free.
    let _ = matviews(&database, &["refresh", "--dry-run"]).exits(0);
    let _ = matviews(&database, &["status"]).exits(0);
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGTERM).expect("a signal");
    let _ = child.wait_with_output();
}

#[test]
fn a_view_has_limits_of_its_own() {
    let _stable = stable();
    let database = Database::empty();
    slow(&database, "m", true);
    database.sql("CREATE MATERIALIZED VIEW other AS SELECT 1 AS one; INSERT INTO slow VALUES (60)");
    let project = Project::empty().on(&database);
    project.write("pgkeel.toml", "[matviews.m]\nstatement_timeout = \"200ms\"\nlock_timeout = \"1s\"\n");
    insta::assert_snapshot!(project.run(&["matviews", "refresh"]), @r#"
    exit code: 1
    --- stdout
    view   result     how
    m      failed     canceling statement due to statement timeout
    other  refreshed  [time], 1 row, plain: it has no unique index

    error: canceling statement due to statement timeout (SQLSTATE 57014)
    1 | REFRESH MATERIALIZED VIEW CONCURRENTLY public.m
      context: SQL statement "SELECT pg_sleep((SELECT max(seconds) FROM public.slow))"
        PL/pgSQL function pause() line 1 at PERFORM
    state: nothing of `refresh public.m concurrently` was done: its transaction was rolled back

    other could be refreshed concurrently with a unique index, and its query does not tell over which columns: over one of which this counts as many as all rows, or several together, as count(DISTINCT (a, b)) counts them
      SELECT count(*) AS "all rows", count(DISTINCT one) AS one FROM public.other;
    --- stderr
    "#);
    insta::assert_snapshot!(project.run(&["matviews", "refresh", "m", "--dry-run"]), @"
    exit code: 0
    --- stdout
    -- 1. refresh public.m concurrently: public.m_number_idx allows it, so readers are not blocked
    --    lock: EXCLUSIVE on public.m (blocks writes)
    BEGIN;
    SET LOCAL lock_timeout = 1000;
    SET LOCAL statement_timeout = 200;
    REFRESH MATERIALIZED VIEW CONCURRENTLY public.m;
    INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)
    SELECT 'public.m', oid, transaction_timestamp(), 'concurrently', 'asked for', 'refreshed',
           pg_stat_get_live_tuples(oid) + pg_stat_get_xact_tuples_inserted(oid) - pg_stat_get_xact_tuples_deleted(oid),
           pg_total_relation_size(oid), 'pgkeel 0.1.0', NULL
      FROM (SELECT 'public.m'::regclass::oid) AS refreshed (oid);
    COMMIT;

    -- 2. forget old refreshes: the last 100 of each view are kept
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
}

#[test]
fn a_role_that_may_not_record_refreshes_all_the_same() {
    let _stable = stable();
    let database = Database::empty();
    let name = &database.name;
    database.sql(&format!(
        "CREATE ROLE {name}_r LOGIN; GRANT CREATE ON SCHEMA public TO {name}_r; CREATE MATERIALIZED VIEW alien AS SELECT 1 AS one; \
         SET ROLE {name}_r; CREATE MATERIALIZED VIEW own AS SELECT 1 AS one"
    ));
    let url = database.url.replace("postgres@", &format!("{name}_r@"));
    assert_ne!(url, database.url);
    let as_role = Database::known(name, url);
    insta::assert_snapshot!(matviews(&as_role, &["refresh"]), @r#"
    exit code: 1
    --- stdout
    view   result     how
    alien  failed     must be owner of materialized view alien
    own    refreshed  [time], plain: it has no unique index

    error: must be owner of materialized view alien (SQLSTATE 42501)
    1 | REFRESH MATERIALIZED VIEW public.alien
    state: nothing of `refresh public.alien` was done: its transaction was rolled back
    hint: the role lacks a privilege: grant it, or connect as the owner of what is changed

    own could be refreshed concurrently with a unique index, and its query does not tell over which columns: over one of which this counts as many as all rows, or several together, as count(DISTINCT (a, b)) counts them
      SELECT count(*) AS "all rows", count(DISTINCT one) AS one FROM public.own;

    note: refreshes are not recorded: the role may not use the schema pgkeel, in which they are, or not make it
    hint: GRANT CREATE ON DATABASE to it, or where the schema is there, USAGE on it and SELECT, INSERT, UPDATE, DELETE ON pgkeel.matview_refreshes; without that every view stays due
    --- stderr
    "#);
    database.sql(&format!("DROP OWNED BY {name}_r; DROP ROLE {name}_r"));
}
