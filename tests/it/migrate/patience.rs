//! What is told of a statement that takes long or waits, and how long others are made to wait behind it.

use std::fs::File;
use std::process::Stdio;

use super::concurrency::begin;
use super::project;
use crate::support::{Database, Held, eventually};

/// An index whose build stops at a gate that this function closes: an advisory lock.
const GATE: &str = "CREATE TABLE big (a int); INSERT INTO big VALUES (1); \
    CREATE FUNCTION gate(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS \
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN $1; END $$";

#[test]
fn a_long_statement_tells_how_far_it_has_come_and_whom_it_waits_for() {
    let database = Database::empty();
    database.sql(GATE);
    let sql = "-- pgkeel: no-transaction lock-timeout=0\nCREATE INDEX CONCURRENTLY slow ON big (gate(a));\n";
    let project = project(&database, &[("V1__slow.sql", sql)]);
    let gate = Held::open(&database.url, "BEGIN; SELECT pg_advisory_xact_lock(7)");
    let log = project.path().join("log");
    let mut command = project.command(&["migrate", "up", "-v"]);
    let mut run = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
    eventually("it tells its progress and who blocks it", || {
        let said = project.read("log");
        said.contains("create index concurrently: building index") && said.contains("blocked by pid")
    });
    drop(gate);
    assert!(run.wait().unwrap().success(), "{}", project.read("log"));
    assert!(project.read("log").contains("(1 of 1): create index concurrently: building index"), "{}", project.read("log"));
}

#[test]
fn others_are_made_to_wait_for_a_part_of_the_patience_only() {
    let database = Database::empty();
    database.sql("CREATE TABLE busy (a int)");
    let project = project(&database, &[("V1__busy.sql", "ALTER TABLE busy ADD COLUMN b int;\n")]);
    let _reader = Held::open(&database.url, "BEGIN; SELECT * FROM busy");
    // Attempts of 400 ms each: a tenth of the patience is over long before all of it is.
    let arguments = ["migrate", "up", "--lock-timeout", "400ms", "--lock-retry-for", "8s"];
    let run = begin(&project, &arguments);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let output = std::thread::scope(|scope| {
        scope.spawn(|| {
            // Whoever comes waits behind it.
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let _ = database.column("SELECT a FROM busy");
            }
        });
        let output = run.wait_with_output().unwrap();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        output
    });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("hint: others waited behind it for ") && said.contains(" in all, which is enough"), "{said}");
}
