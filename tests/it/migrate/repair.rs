//! `pgkeel migrate repair`: what it shows, what it does by name alone, and that refinery goes on afterwards.

use super::conformance::{refinery, refinery_agrees};
use super::{THREE, exists, history, project, stable_times};
use crate::support::{Database, Project};

/// All three applied; then the first was changed, and the third is gone.
fn tampered(database: &Database) -> Project {
    let project = project(database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("migrations/V1__users.sql", CHANGED.1);
    std::fs::remove_file(project.path().join("migrations/V3__bookings.sql")).unwrap();
    project
}

const CHANGED: (&str, &str) = ("V1__users.sql", "-- Who books\nCREATE TABLE users (id int PRIMARY KEY);\n");

#[test]
fn what_could_be_put_right_is_shown_and_nothing_is_done() {
    let database = Database::empty();
    let project = tampered(&database);
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 1
    --- stdout
    --- stderr
    error: V1__users has been changed since it was applied on [when]
      --> migrations/V1__users.sql
    hint: restore the file from version control, and put the change into a new migration: pgkeel migrate new NAME
    hint: if the file is right as it is: pgkeel migrate repair V1 --apply
    error: V3__bookings was applied on [when], but its file is not there
      --> migrations/V3__bookings.sql
    hint: restore it from version control, or use the version of the project that this database was migrated with
    hint: if it is gone for good: pgkeel migrate repair V3 --apply
    error: 2 migrations do not fit what this database says was applied
    state: nothing was applied
    hint: pgkeel migrate status shows all migrations
    ");
    insta::assert_snapshot!(project.run(&["migrate", "repair"]), @"
    exit code: 3
    --- stdout
    V1__users: accept the file as it is now; nothing of it is run
    --- as applied
    +++ as it is
    @@ -1 +1,2 @@
    +-- Who books
     CREATE TABLE users (id int PRIMARY KEY);
    V3__bookings: forget it, whose file is not there; what it made stays
    to do this: pgkeel migrate repair V1 V3 --apply
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "repair", "--apply"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --apply does what is named, and no migration is named
    hint: pgkeel migrate repair V1 V3 --apply
    ");
    let json = project.run(&["migrate", "repair", "V1", "--format", "json"]).exits(3).json();
    assert_eq!(json["result"]["command"], "pgkeel migrate repair V1 --apply");
    assert_eq!(json["result"]["left"][0]["hints"][1], "if it is gone for good: pgkeel migrate repair V3 --apply");
    let _ = project.run(&["migrate", "repair", "V2"]).exits(2);
    assert_eq!(history(&database).len(), 3);
    let _ = project.run(&["migrate", "up"]).exits(1);
}

#[test]
fn what_is_named_is_done_and_refinery_goes_on() {
    let database = Database::empty();
    let project = tampered(&database);
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "repair", "V1", "V3__bookings", "--apply"]), @"
    exit code: 0
    --- stdout
    V1__users: accept the file as it is now; nothing of it is run
    --- as applied
    +++ as it is
    @@ -1 +1,2 @@
    +-- Who books
     CREATE TABLE users (id int PRIMARY KEY);
    V3__bookings: forget it, whose file is not there; what it made stays
    the history is put right; nothing was run
    --- stderr
    ");
    assert_eq!(history(&database), ["V1__users", "V2__first_user"]);
    assert!(exists(&database, "bookings"), "what it made stays");
    assert_eq!(database.column("SELECT sql FROM pgkeel.applied_migrations ORDER BY version"), [CHANGED.1, THREE[1].1]);
    assert_eq!(refinery_agrees(&database, &[CHANGED, THREE[1]]), Ok(()));
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
    let again = project.run(&["migrate", "repair"]).exits(0);
    assert_eq!(again.stdout, "nothing to repair: the history is what the files say\n");
}

#[test]
fn a_renamed_file_is_accepted_under_its_new_name() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let path = |name: &str| project.path().join("migrations").join(name);
    std::fs::rename(path("V2__first_user.sql"), path("V2__nobody.sql")).unwrap();
    let status = project.run(&["migrate", "status"]).exits(3);
    assert!(status.stdout.contains("pgkeel migrate repair V2 --apply"), "{status}");
    let _ = project.run(&["migrate", "repair", "first_user", "--apply"]).exits(0);
    assert_eq!(history(&database), ["V1__users", "V2__nobody", "V3__bookings"]);
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

/// More than 32 bits.
const WIDE: (&str, &str) = ("V20260102030405__wide.sql", "CREATE TABLE wide ();\n");

#[test]
fn a_narrow_history_gets_wide_for_refinery_too() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write(&format!("migrations/{}", WIDE.0), WIDE.1);
    let refused = project.run(&["migrate", "up"]).exits(1);
    assert!(refused.stderr.contains("pgkeel migrate repair --widen --apply"), "{refused}");
    let _ = project.run(&["migrate", "repair", "--widen"]).exits(3);
    let _ = project.run(&["migrate", "repair", "--widen", "--apply"]).exits(0);
    // refinery's own runner, of 64 bits, on the database itself.
    assert_eq!(refinery(&database, &THREE), Ok(0));
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(refinery(&database, &[&THREE[..], &[WIDE]].concat()), Ok(0));
    let _ = project.run(&["migrate", "repair", "--widen", "--apply"]).exits(0);
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

#[test]
fn a_column_that_was_widened_by_hand_gets_its_checksums() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    database.sql("ALTER TABLE refinery_schema_history ALTER COLUMN version TYPE int8");
    let refused = project.run(&["migrate", "up"]).exits(1);
    assert!(refused.stderr.contains("compute all of them anew: pgkeel migrate repair --widen --apply"), "{refused}");
    let _ = project.run(&["migrate", "repair", "--widen", "--apply"]).exits(0);
    assert_eq!(refinery(&database, &THREE), Ok(0));
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

#[test]
fn a_history_whose_files_are_not_what_was_applied_stays_narrow() {
    let database = Database::empty();
    let project = tampered(&database);
    let run = project.run(&["migrate", "repair", "--widen", "--apply"]).exits(1);
    assert!(run.stderr.contains("state: nothing was changed"), "{run}");
    let _ = project.run(&["migrate", "repair", "V1", "V3", "--widen", "--apply"]).exits(0);
    assert_eq!(refinery(&database, &[CHANGED, THREE[1]]), Ok(0));
}
