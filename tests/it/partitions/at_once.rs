//! Several runs at once: each table is one run's, and the others say so and go on.

use std::process::{Child, Stdio};

use super::{BOOKINGS, NOW, bookings, partitions, policy};
use crate::support::{Database, Held, Project, eventually, stable};

/// `bookings`, which somebody locks, and `visits`, which nobody does.
fn two_tables() -> (Database, Project) {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE visits (at date) PARTITION BY RANGE (at)");
    project.write("partitions/visits.toml", &policy("visits", "at", "1 month", ""));
    (database, project)
}

/// A run over some tables that waits for a lock until it is had.
fn start(project: &Project, tables: &[&str]) -> Child {
    let arguments = [&["partitions", "maintain", "--now", NOW, "--lock-retry-for", "10m", "-q"], tables].concat();
    project.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Waits until somebody of this database has so many locks on tables' partitions.
fn held(database: &Database, number: usize) {
    // "pgkp" in ASCII.
    let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1885825904
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    eventually("the lock on a table", || database.value(sql) == number.to_string());
}

fn ends_well(run: Child) {
    let output = run.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_second_run_skips_a_table_that_the_first_is_at_work_on_and_says_so() {
    let (database, project) = two_tables();
    let reader = Held::open(&database.url, "BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE");
    let first = start(&project, &["bookings"]);
    held(&database, 1);
    let _stable = stable();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"connected since .*", "connected since [time]");
    let _times = settings.bind_to_scope();
    insta::assert_snapshot!(project.run(&["partitions", "maintain", "--now", "2026-10-18", "-q"]).exits(1), @r#"
    exit code: 1
    --- stdout
    table     ready until  there before  created
    bookings  not now      0             0
    visits    2027-02-01   0             4: visits_2026_10 … visits_2027_01
    critical: bookings: inserts of now fail: no partition takes them
    deferred: bookings (head-room: none): another pgkeel is at work on it: pid [n] (pgkeel, postgres), connected since [time]
    state: the table is left to that one
    hint: run this again when it has ended
    --- stderr
    "#);
    let json = project.run(&["partitions", "maintain", "--now", NOW, "--format", "json"]).exits(1).json();
    assert_eq!(json["result"]["deferred"], serde_json::json!(["public.bookings"]));
    assert_eq!(json["result"]["tables"][1]["outcome"], "done");
    assert_eq!(partitions(&database, "visits").len(), 5);
    drop(reader);
    ends_well(first);
    assert_eq!(partitions(&database, "bookings").len(), 4);
    let _ = project.run(&["partitions", "maintain", "--now", NOW]).exits(0);
}

#[test]
fn a_table_with_head_room_is_left_to_the_other_run_without_alarm() {
    let (database, project) = two_tables();
    let _ = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(0);
    database.sql("DROP TABLE bookings_2027_02");
    let reader = Held::open(&database.url, "BEGIN; LOCK TABLE bookings IN SHARE UPDATE EXCLUSIVE MODE");
    let first = start(&project, &["bookings"]);
    held(&database, 1);
    let second = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(4);
    assert!(
        second.stdout.contains("deferred: bookings (head-room: 74 days): another pgkeel is at work on it: pid "),
        "{second}"
    );
    assert!(!second.stdout.contains("error") && !second.stdout.contains("critical"), "{second}");
    let whole = project.run(&["maintain", "-q"]);
    assert!(whole.stdout.contains("partitions: a lock was in the way: try later\n"), "{whole}");
    assert!(whole.stdout.contains("deferred: bookings (head-room: "), "{whole}");
    drop(reader);
    ends_well(first);
    assert_eq!(partitions(&database, "bookings").len(), 4);
}

#[test]
fn runs_over_different_tables_go_on_side_by_side() {
    let (database, project) = two_tables();
    let locks = ["bookings", "visits"]
        .map(|table| Held::open(&database.url, &format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")));
    let runs = [start(&project, &["bookings"]), start(&project, &["visits"])];
    held(&database, 2);
    drop(locks);
    runs.into_iter().for_each(ends_well);
    assert_eq!((partitions(&database, "bookings").len(), partitions(&database, "visits").len()), (4, 4));
}

#[test]
fn of_many_runs_at_once_each_table_is_done_by_one() {
    let (database, project) = bookings("since = \"2020-01-01\"");
    let start = || {
        let mut command = project.command(&["partitions", "maintain", "--now", NOW, "-q"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let runs: Vec<Child> = (0..4).map(|_| start()).collect();
    let mut done = 0;
    for run in runs {
        let output = run.wait_with_output().expect("it ends");
        let text = String::from_utf8_lossy(&output.stdout);
        done += usize::from(output.status.code() == Some(0));
        // What one that is left out sees is what there is by then.
        assert!(output.status.success() || text.contains("another pgkeel is at work on it"), "{text}");
        assert!(!text.contains("error"), "{text}");
    }
    assert!(done >= 1);
    assert_eq!(partitions(&database, "bookings").len(), 86);
}

#[test]
fn what_changes_one_table_waits_for_whoever_is_at_work_on_it() {
    let database = Database::empty();
    database.sql("CREATE TABLE bookings (id bigint, created_at timestamptz NOT NULL, note text)");
    let project = Project::empty().on(&database);
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", ""));
    let busy = |arguments: &[&str]| {
        let run = project.run(&[arguments, &["--lock-retry-for", "100ms"]].concat()).exits(4);
        assert!(run.stderr.contains("another pgkeel is at work on "), "{run}");
    };
    let convert = ["partitions", "convert", "bookings", "--now", NOW, "--apply"];
    let gate = Held::open(&database.url, "BEGIN; LOCK TABLE bookings IN SHARE MODE");
    let mut first = project.command(&convert).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    held(&database, 1);
    busy(&convert);
    busy(&["partitions", "undo", "bookings", "--apply"]);
    drop(gate);
    assert!(first.wait().expect("it ends").success());
    // A table that is converted keeps its name, and with it its lock.
    let _ = project.run(&["partitions", "undo", "bookings", "--apply"]).exits(0);

    database.sql(&format!("DROP TABLE bookings; {BOOKINGS}"));
    let retain = "since = \"2026-08-01\"\n[retain]\nfor = \"2 windows\"\nthen = \"archive\"\n";
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", "since = \"2026-08-01\"\n"));
    let _ = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(0);
    project.write(
        "partitions/bookings.toml",
        &policy("bookings", "created_at", "1 month", &retain.replace("since = \"2026-08-01\"\n", "")),
    );
    let _ = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(0);
    let gate = Held::open(&database.url, "BEGIN; LOCK TABLE bookings IN SHARE MODE");
    let restore = ["partitions", "restore", "archive/bookings_2026_08.csv.gz", "--attach"];
    let mut first = project.command(&restore).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    held(&database, 1);
    busy(&restore);
    drop(gate);
    assert!(first.wait().expect("it ends").success());
}
