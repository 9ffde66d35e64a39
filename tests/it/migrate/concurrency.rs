//! Killed, interrupted, waiting, side by side: every migration is applied wholly and once, or not at all.

use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgkeel::postgres::advisory::{self, Work};

use super::conformance::refinery_agrees;
use super::{exists, history, project};
use crate::support::{Database, Project, block_on, connect, eventually};

pub(super) fn is_sleeping(database: &Database) -> bool {
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    database.value(sleeping) == "1"
}

/// Three migrations, of which the second sleeps as long as `gate` has a row.
fn gated(database: &Database) -> Project {
    database.sql("CREATE TABLE gate AS SELECT 30 AS seconds");
    let slow = "CREATE TABLE b ();\nSELECT pg_sleep((SELECT coalesce(max(seconds), 0) FROM gate));\nINSERT INTO a VALUES (2);";
    project(
        database,
        &[
            ("V1__a.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1);"),
            ("V2__slow.sql", slow),
            ("V3__c.sql", "INSERT INTO a VALUES (3);"),
        ],
    )
}

pub fn begin(project: &Project, arguments: &[&str]) -> Child {
    project.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

#[test]
fn a_killed_run_leaves_whole_migrations_and_the_next_run_goes_on() {
    let database = Database::empty();
    let project = gated(&database);
    let mut run = begin(&project, &["migrate", "up"]);
    eventually("V2 sleeps", || is_sleeping(&database));
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(history(&database), ["V1__a"]);
    database.sql("DELETE FROM gate");
    // The killed run's backend still holds the lock until the server notices; the next run waits for it.
    let next = project.run(&["migrate", "up"]).exits(0);
    assert!(next.stdout.ends_with("\napplied 2 migrations, the newest is V3\n"), "{next}");
    assert_eq!(history(&database), ["V1__a", "V2__slow", "V3__c"]);
    assert_eq!(database.column("SELECT id FROM a ORDER BY id"), ["1", "2", "3"]);
}

#[test]
fn an_interrupted_run_cancels_its_statement_and_says_what_stays() {
    for (signal, name) in [(Signal::SIGINT, "SIGINT"), (Signal::SIGTERM, "SIGTERM")] {
        let database = Database::empty();
        let project = gated(&database);
        let run = begin(&project, &["migrate", "up"]);
        eventually("V2 sleeps", || is_sleeping(&database));
        kill(Pid::from_raw(i32::try_from(run.id()).unwrap()), signal).unwrap();
        let output = run.wait_with_output().unwrap();
        assert!(!is_sleeping(&database), "the statement was cancelled before the program ended");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        let expected = format!(
            "error: interrupted by {name}\n  --> migrations/V2__slow.sql\nstate: nothing of `V2__slow` was done: its transaction \
             was rolled back; V1 was applied by this run and stays\n"
        );
        assert!(stderr.ends_with(&expected), "{stderr}");
        assert_eq!(history(&database), ["V1__a"]);
        assert!(!exists(&database, "b"));
    }
}

/// Twenty runs at once; what each of them said at its end.
fn twenty_at_once(project: &Project) -> Vec<String> {
    let runs: Vec<Child> = (0..20).map(|_| begin(project, &["migrate", "up"])).collect();
    let mut said = Vec::new();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let stdout = String::from_utf8(output.stdout).unwrap();
        said.push(stdout.lines().last().unwrap().to_owned());
    }
    said.sort();
    said.dedup();
    said
}

#[test]
fn twenty_runners_apply_every_migration_once() {
    let database = Database::empty();
    let file = |version: u32| {
        let alone = if version.is_multiple_of(4) {
            format!("-- pgkeel: no-transaction\nCREATE INDEX CONCURRENTLY counted_{version} ON counted (id);\n")
        } else {
            String::new()
        };
        (format!("V{version}__n.sql"), format!("{alone}INSERT INTO counted VALUES ({version});"))
    };
    let files: Vec<(String, String)> = (1..=12).map(file).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
    database.sql("CREATE TABLE counted (id int)");
    let first = project(&database, &files[..6]);
    assert_eq!(
        twenty_at_once(&first),
        ["applied 6 migrations, the newest is V6", "nothing to apply: 6 migrations are applied, the newest is V6"]
    );
    let all = project(&database, &files);
    assert_eq!(
        twenty_at_once(&all),
        ["applied 6 migrations, the newest is V12", "nothing to apply: 12 migrations are applied, the newest is V12"]
    );
    assert_eq!(database.value("SELECT format('%s %s', count(*), sum(id)) FROM counted"), "12 78");
    assert_eq!(refinery_agrees(&database, &files), Ok(()));
}

#[test]
fn another_pgkeel_at_work_is_waited_for_and_named() {
    let database = Database::empty();
    let project = gated(&database);
    database.sql("DELETE FROM gate");
    block_on(async {
        let holder = connect(&database.url).await;
        advisory::acquire(&holder, Work::Migrations, |_| ()).await.unwrap();
        let pid: i32 = holder.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
        let run = project.run(&["migrate", "up", "--lock-retry-for", "300ms"]).exits(4);
        assert!(run.stderr.contains(&format!("waiting for another pgkeel that is at work here: pid {pid}")), "{run}");
        assert!(run.stderr.contains("error: another pgkeel is at work on"), "{run}");
        // Looking needs no lock.
        for look in [&["migrate", "status"][..], &["migrate", "up", "--dry-run"]] {
            let _ = project.run(look).exits(0);
        }
    });
    let _ = project.run(&["migrate", "up"]).exits(0);
}

#[test]
fn a_lock_that_others_hold_is_tried_for_again_and_again() {
    let database = Database::empty();
    database.sql("CREATE TABLE busy (id int)");
    let project = project(
        &database,
        &[("V1__a.sql", "CREATE TABLE a ()"), ("V2__busy.sql", "CREATE TABLE b ();\nALTER TABLE busy ADD COLUMN name text")],
    );
    block_on(async {
        let holder = connect(&database.url).await;
        holder.simple("BEGIN; SELECT * FROM busy").await.unwrap();
        let run = project.run(&["migrate", "up", "--lock-timeout", "50ms", "--lock-retry-for", "600ms"]).exits(4);
        assert!(run.stderr.contains("attempt 1 failed, next in"), "{run}");
        assert!(run.stderr.contains("  --> migrations/V2__busy.sql:2:1\n"), "{run}");
        let state =
            "state: nothing of `V2__busy` was done: its transaction was rolled back; V1 was applied by this run and stays\n";
        assert!(run.stderr.contains(state), "{run}");
        assert!(!run.stderr.contains("correct the file"), "{run}");
        holder.simple("COMMIT").await.unwrap();
    });
    assert!(!exists(&database, "b"));
    let _ = project.run(&["migrate", "up"]).exits(0);
}
