//! `pgkeel migrate down`: what is undone, in what order, and when nothing is.

use super::conformance::refinery_agrees;
use super::{THREE, exists, history, project};
use crate::support::{Database, Project, stable};

const DOWN: [(&str, &str); 3] = [
    ("V1__users.down.sql", "DROP TABLE users;\n"),
    ("V2__first_user.down.sql", "-- pgkeel: lock-timeout=1s\nDELETE FROM users WHERE id = 1;\n"),
    ("V3__bookings.down.sql", "DROP TABLE bookings;\n"),
];

fn with_down_scripts(database: &Database, scripts: &[(&str, &str)]) -> Project {
    let project = project(database, &[&THREE[..], scripts].concat());
    let _ = project.run(&["migrate", "up"]).exits(0);
    project
}

#[test]
fn what_is_after_a_version_is_undone_newest_first() {
    let database = Database::empty();
    let project = with_down_scripts(&database, &DOWN);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "down", "--to", "1", "--dry-run"]), @"
    exit code: 0
    --- stdout
    -- 1. undo V3__bookings: migrations/V3__bookings.down.sql
    BEGIN;
    DROP TABLE bookings;
    DELETE FROM public.refinery_schema_history WHERE version = 3;
    DELETE FROM pgkeel.applied_migrations WHERE (history, version) = ('public.refinery_schema_history', 3);
    COMMIT;

    -- 2. undo V2__first_user: migrations/V2__first_user.down.sql
    BEGIN;
    SET LOCAL lock_timeout = '1000ms';
    -- pgkeel: lock-timeout=1s
    DELETE FROM users WHERE id = 1;
    DELETE FROM public.refinery_schema_history WHERE version = 2;
    DELETE FROM pgkeel.applied_migrations WHERE (history, version) = ('public.refinery_schema_history', 2);
    COMMIT;
    --- stderr
    ");
    assert_eq!(history(&database).len(), 3);
    insta::assert_snapshot!(project.run(&["migrate", "down", "--to", "1"]), @"
    exit code: 0
    --- stdout
    undid V3__bookings    [time]
    undid V2__first_user  [time]
    undid 2 migrations: the newest is V1
    --- stderr
    ");
    assert_eq!(history(&database), ["V1__users"]);
    assert_eq!(refinery_agrees(&database, &THREE[..1]), Ok(()));
    assert_eq!(database.column("SELECT version FROM pgkeel.applied_migrations"), ["1"]);
    assert!(!exists(&database, "bookings"));
    let again = project.run(&["migrate", "down", "--to", "V1"]).exits(0);
    assert_eq!(again.stdout, "nothing to undo: the newest is V1\n");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let json = project.run(&["migrate", "down", "--to", "0", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["undone"][0]["title"], "V3__bookings");
    assert_eq!(json["result"]["newest"], serde_json::Value::Null);
    assert!(history(&database).is_empty() && !exists(&database, "users"));
}

#[test]
fn nothing_is_undone_where_a_script_is_missing_or_cannot_run() {
    let database = Database::empty();
    let project = with_down_scripts(&database, &[DOWN[0], ("V3__bookings.down.sql", "DROP TABLE bookings;\nCOMMIT;\n")]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "down", "--to", "0"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `COMMIT` would end the transaction that this migration and its record share
      --> migrations/V3__bookings.down.sql:2:1
    1 | DROP TABLE bookings;
    2 | COMMIT;
      | ^
    hint: delete it: every migration runs in one transaction; SAVEPOINT and ROLLBACK TO are fine
    error: V2__first_user has no down script
      --> migrations/V2__first_user.sql
    hint: write migrations/V2__first_user.down.sql; or undo it by a new migration, which is what production needs
    error: 2 problems keep these migrations from being undone
    state: nothing was undone
    ");
    assert_eq!(history(&database).len(), 3);
    assert!(exists(&database, "bookings"));
    let unknown = project.run(&["migrate", "down", "--to", "9"]).exits(2);
    assert!(unknown.stderr.contains("there is no migration of version"), "{unknown}");
    // A file that is not what was applied is undone by nothing.
    project.write("migrations/V3__bookings.down.sql", "DROP TABLE bookings");
    project.write("migrations/V3__bookings.sql", "SELECT 1");
    let divergent = project.run(&["migrate", "down", "--to", "2"]).exits(1);
    assert!(divergent.stderr.contains("V3__bookings has been changed since it was applied"), "{divergent}");
    assert!(exists(&database, "bookings"));
}

#[test]
fn a_script_that_fails_leaves_its_migration_as_it_was() {
    let database = Database::empty();
    let project =
        with_down_scripts(&database, &[DOWN[0], DOWN[2], ("V2__first_user.down.sql", "DELETE FROM users;\nSELEKT 1;\n")]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "down", "--to", "1"]), @r#"
    exit code: 1
    --- stdout
    undid V3__bookings  [time]
    --- stderr
    error: syntax error at or near "SELEKT" (SQLSTATE 42601)
      --> migrations/V2__first_user.down.sql:2:1
    1 | DELETE FROM users;
    2 | SELEKT 1;
      | ^
    state: nothing of `undo V2__first_user` was done: its transaction was rolled back; V3 was undone by this run and stays so
    hint: correct the file and run pgkeel migrate down again
    "#);
    assert_eq!(history(&database), ["V1__users", "V2__first_user"]);
    assert_eq!(database.value("SELECT count(*) FROM users"), "1");
}
