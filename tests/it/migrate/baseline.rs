//! `pgkeel migrate baseline`: what is recorded, that nothing is run, and when nothing is recorded.

use super::conformance::refinery_agrees;
use super::{THREE, exists, history, project};
use crate::support::{Database, stable};

/// What the first two make, as somebody made it by hand.
const BY_HAND: &str = "CREATE TABLE users (id integer CONSTRAINT users_pkey PRIMARY KEY)";

#[test]
fn a_database_made_otherwise_is_adopted() {
    let database = Database::empty();
    database.sql(BY_HAND);
    let project = project(&database, &THREE);
    let _stable = stable();
    let dry_run = project.run(&["migrate", "baseline", "2", "--dry-run"]).exits(0);
    assert!(dry_run.stdout.starts_with("-- 1. record V1__users to V2__first_user as applied: the schema is what they make\n"));
    assert!(!exists(&database, "refinery_schema_history"));
    insta::assert_snapshot!(project.run(&["migrate", "baseline", "V2"]), @"
    exit code: 0
    --- stdout
    in sync: [database] on the socket [socket]:5432 as postgres is what migrations/ up to V2 says (4 objects)
    not compared: owners
    recorded 2 migrations as applied, the newest is V2; 1 pending after it
    --- stderr
    ");
    assert_eq!(history(&database), ["V1__users", "V2__first_user"]);
    assert_eq!(database.value("SELECT count(*) FROM users"), "0", "nothing was run");
    assert_eq!(refinery_agrees(&database, &THREE[..2]), Ok(()));
    let again = project.run(&["migrate", "baseline", "3"]);
    insta::assert_snapshot!(again, @"
    exit code: 1
    --- stdout
    --- stderr
    error: this database has a history already: V1__users to V2__first_user are recorded as applied (2)
    state: nothing was recorded
    hint: pgkeel migrate status shows it, pgkeel migrate up goes on from there
    ");
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(refinery_agrees(&database, &THREE), Ok(()));
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

#[test]
fn what_differs_is_told_and_nothing_is_recorded() {
    let database = Database::empty();
    database.sql("CREATE TABLE users (id integer PRIMARY KEY, nickname text); CREATE TABLE flyway_schema_history ()");
    let project = project(&database, &THREE);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "baseline", "3"]), @"
    exit code: 3
    --- stdout
    bookings
      missing    table bookings
    flyway_schema_history
      unexpected table flyway_schema_history
    users
      unexpected column nickname  text

    3 differences: 1 missing, 2 unexpected (from [database] on the socket [socket]:5432 as postgres to migrations/ up to V3)
    not compared: owners
    No baseline was recorded: the schema is not what these migrations make.
    --- stderr
    ");
    let json = project.run(&["migrate", "baseline", "3", "--format", "json"]).exits(3).json();
    assert_eq!(json["result"]["differences"].as_array().map(Vec::len), Some(3), "{json}");
    assert!(!exists(&database, "refinery_schema_history"));
    database.sql("ALTER TABLE users DROP COLUMN nickname");
    let ignoring = project.run(&["migrate", "baseline", "1", "--ignore", "table:flyway_*", "--format", "json"]).exits(0).json();
    assert_eq!(ignoring["result"]["recorded"], serde_json::json!(["V1__users"]));
    assert_eq!(ignoring["result"]["pending"], 2);
}

#[test]
fn without_a_check_it_is_said_aloud_that_nothing_was_compared() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let run = project.run(&["migrate", "baseline", "1", "--no-check"]).exits(0);
    assert!(run.stderr.contains("warning: nothing was compared"), "{run}");
    assert_eq!(history(&database), ["V1__users"]);
    let _ = project.run(&["migrate", "baseline", "9"]).exits(2);
    let _ = project.run(&["migrate", "baseline", "1", "--no-check", "--ignore", "owners"]).exits(2);
}

#[test]
fn a_migration_that_cannot_be_replayed_is_told_at_its_place() {
    let database = Database::empty();
    database.sql("CREATE TABLE a ()");
    let project = project(&database, &[("V1__a.sql", "CREATE TABLE a ();\nSELEKT;\n")]);
    let run = project.run(&["migrate", "baseline", "1"]).exits(1);
    assert!(run.stderr.contains("V1__a.sql:2:1") && run.stderr.contains("state: nothing was recorded"), "{run}");
    assert!(!exists(&database, "refinery_schema_history"));
}
