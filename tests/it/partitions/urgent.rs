//! What a run could not do, by how soon it matters: failed, deferred with head-room left, critical.

use serde_json::json;

use super::{NOW, bookings, policy, status};
use crate::support::{Database, Held, Project, stable};

/// `ticks` by the hour, as a run of a while ago left it, and a table that is as it should be.
fn ticks(left: u32) -> (Database, Project) {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE ticks (at timestamptz NOT NULL) PARTITION BY RANGE (at)");
    project.write("partitions/ticks.toml", &policy("ticks", "at", "1 hour", ""));
    let _ = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(0);
    for hour in 10 + left..14 {
        database.sql(&format!("DROP TABLE IF EXISTS ticks_2026_11_18_{hour}, \"ticks_2026_11_18_{hour}00\""));
    }
    (database, project)
}

const LOCK: &str = "BEGIN; LOCK TABLE ticks IN ACCESS EXCLUSIVE MODE";
const MAINTAIN: [&str; 9] =
    ["partitions", "maintain", "--now", NOW, "--lock-timeout", "50ms", "--lock-retry-for", "100ms", "-q"];

#[test]
fn a_lock_that_is_not_had_in_time_defers_a_table_with_head_room() {
    let (database, project) = ticks(3);
    let lock = Held::open(&database.url, LOCK);
    let run = project.run(&MAINTAIN).exits(4);
    assert!(run.stdout.contains("deferred: ticks (head-room: 2 hours): "), "{run}");
    assert!(!run.stdout.contains("critical") && !run.stdout.contains("error"), "{run}");
    drop(lock);
    let _ = project.run(&MAINTAIN).exits(0);
}

#[test]
fn inserts_that_are_about_to_fail_are_critical() {
    for (left, said) in [
        (1, "inserts fail in 30 minutes: there is no partition from 2026-11-18 11:00"),
        (0, "inserts of now fail: no partition takes them"),
    ] {
        let (database, project) = ticks(left);
        let told = status(&project, 3);
        assert!(told.contains(&format!("critical: ticks: {said}")), "{told}");
        let lock = Held::open(&database.url, LOCK);
        let run = project.run(&MAINTAIN).exits(1);
        assert!(run.stdout.contains(&format!("critical: ticks: {said}")) && run.stdout.contains("deferred: ticks"), "{run}");
        let json = project.run(&[&MAINTAIN[..], &["--format", "json"]].concat()).exits(1).json();
        let result = &json["result"];
        assert_eq!((&result["deferred"], &result["critical"]), (&json!(["public.ticks"]), &json!(["public.ticks"])));
        drop(lock);
        let _ = project.run(&MAINTAIN).exits(0);
        let _ = status(&project, 0);
    }
}

#[test]
fn one_report_says_what_failed_what_is_deferred_and_what_is_critical() {
    let (database, project) = ticks(1);
    database.sql("CREATE TABLE visits (at date) PARTITION BY LIST (at); DROP TABLE bookings_2027_02; CREATE VIEW bookings_2027_02 AS SELECT 1");
    project.write("partitions/visits.toml", &policy("visits", "at", "1 month", ""));
    let _lock = Held::open(&database.url, LOCK);
    let _stable = stable();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"for \d\d:\d\d:\d\d", "for [age]");
    settings.add_filter(r"gave up after \d attempts?", "gave up after [n] attempts");
    let _ages = settings.bind_to_scope();
    let patient: Vec<&str> = MAINTAIN.iter().map(|word| if *word == "50ms" { "200ms" } else { *word }).collect();
    insta::assert_snapshot!(project.run(&patient).exits(1), @r#"
    exit code: 1
    --- stdout
    table     ready until          there before  created
    bookings  2027-02-01           3             0
    ticks     2026-11-18 11:00:00  1             0
    visits    ?                    ?             0
    problem: bookings: public.bookings_2027_02 cannot be made: a view of that name is there, and it is no partition
    hint: rename it, or give the policy another `name`
    critical: ticks: inserts fail in 30 minutes: there is no partition from 2026-11-18 11:00:00 on
    deferred: ticks (head-room: 30 minutes): create public.ticks_2026_11_18_11: gave up after [n] attempts in [time]: canceling statement due to lock timeout (SQLSTATE 55P03)
    1 | LOCK TABLE ONLY public.ticks IN SHARE UPDATE EXCLUSIVE MODE
    state: nothing of `create public.ticks_2026_11_18_11` was done: its transaction was rolled back
    hint: held by pid [n] (pgkeel, postgres, idle in transaction), in its transaction for [age]: BEGIN; LOCK TABLE ticks IN ACCESS EXCLUSIVE MODE
    hint: try again later, or allow more time with --lock-retry-for
    error: visits: public.visits is partitioned by LIST (at); windows need RANGE of one column
      --> partitions/visits.toml:1:9
    1 | table = 'visits'
      |         ^
    hint: write a policy for each of its partitions that is itself partitioned by time
    --- stderr
    "#);
    let json = project.run(&[&MAINTAIN[..], &["--format", "json"]].concat()).exits(1).json();
    let result = &json["result"];
    assert_eq!(result["failed"], json!(["public.bookings", "public.ticks", "public.visits"]));
    assert_eq!(result["deferred"], json!(["public.ticks"]));
    assert_eq!(result["critical"], json!(["public.ticks"]));
    let outcomes: Vec<_> = result["tables"].as_array().expect("tables").iter().map(|table| table["outcome"].clone()).collect();
    assert_eq!(outcomes, ["failed", "failed", "failed"]);
    let whole = project.run(&["maintain", "--lock-timeout", "50ms", "--lock-retry-for", "100ms", "--format", "json"]).json();
    assert_eq!(whole["result"]["parts"]["partitions"]["outcome"], "failed");
    assert!(whole["result"]["parts"]["partitions"]["result"]["critical"].is_array());
}
