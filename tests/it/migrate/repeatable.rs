//! `migrations/repeatable/`: when its files run, in which order, and who sees them.

use super::conformance::refinery_agrees;
use super::{THREE, exists, project, stable_times};
use crate::support::{Database, Project, server};

const VIEWS: [(&str, &str); 3] = [
    ("repeatable/a_names.sql", "CREATE OR REPLACE VIEW names AS SELECT id FROM people;\n"),
    ("repeatable/people.sql", "DROP VIEW IF EXISTS people CASCADE;\nCREATE VIEW people AS SELECT id FROM users;\n"),
    ("repeatable/grants.sql", "GRANT SELECT ON bookings TO PUBLIC;\n"),
];

fn with_views(database: &Database) -> Project {
    let project = project(database, &THREE);
    for (name, sql) in VIEWS {
        project.write(&format!("migrations/{name}"), sql);
    }
    project
}

#[test]
fn they_run_after_the_migrations_whenever_they_changed() {
    let database = Database::empty();
    let project = with_views(&database);
    let _stable = stable_times();
    let part = project.run(&["migrate", "up", "--to", "2"]).exits(0);
    assert!(!part.stdout.contains("repeatable") && !exists(&database, "people"), "they may need all migrations: {part}");
    let dry_run = project.run(&["migrate", "up", "--dry-run"]).exits(0);
    assert!(dry_run.stdout.contains("-- 2. repeatable/grants: migrations/repeatable/grants.sql\n"), "{dry_run}");
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 0
    --- stdout
    V3__bookings        [time]
    repeatable/grants   [time]
    repeatable/people   [time]
    repeatable/a_names  [time]
    applied 1 migration, the newest is V3; ran 3 repeatable files
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 0
    --- stdout
    nothing to apply: 3 migrations are applied, the newest is V3
    --- stderr
    ");
    assert_eq!(refinery_agrees(&database, &THREE), Ok(()));
    let files = refinery_core::find_migration_files(project.path().join("migrations"), refinery_core::MigrationType::Sql);
    assert_eq!(files.unwrap().count(), 3, "refinery does not see them");
    // What needs a changed one has gone with it, and runs again.
    project.write("migrations/repeatable/people.sql", &format!("{}-- again\n", VIEWS[1].1));
    let _ = project.run(&["migrate", "status", "--check"]).exits(3);
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 0
    --- stdout
    repeatable/people   [time]
    repeatable/a_names  [time]
    nothing to apply: 3 migrations are applied, the newest is V3; ran 2 repeatable files
    --- stderr
    ");
    assert!(exists(&database, "names"));
    std::fs::remove_file(project.path().join("migrations/repeatable/grants.sql")).unwrap();
    insta::assert_snapshot!(project.run(&["migrate", "status", "--check"]), @"
    exit code: 0
    --- stdout
    version  name        state    applied on  took  by
    V1       users       applied  [when]  [time]  postgres
    V2       first_user  applied  [when]  [time]  postgres
    V3       bookings    applied  [when]  [time]  postgres

    3 migrations: 3 applied

    repeatable  state    applied on  took  by
    people      applied  [when]  [time]  postgres
    a_names     applied  [when]  [time]  postgres
    grants      gone     [when]  [time]  postgres
    --- stderr
    ");
    let json = project.run(&["migrate", "status", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["repeatables"][2]["state"], "gone");
}

#[test]
fn one_that_fails_is_told_at_its_place_and_the_rest_stays() {
    let database = Database::empty();
    let project = with_views(&database);
    project.write("migrations/repeatable/a_names.sql", "CREATE OR REPLACE VIEW names AS\n  SELECT nothing FROM people;\n");
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    V1__users          [time]
    V2__first_user     [time]
    V3__bookings       [time]
    repeatable/grants  [time]
    repeatable/people  [time]
    --- stderr
    error: column "nothing" does not exist (SQLSTATE 42703)
      --> migrations/repeatable/a_names.sql:2:10
    1 | CREATE OR REPLACE VIEW names AS
    2 |   SELECT nothing FROM people;
      |          ^
    state: nothing of `repeatable/a_names` was done: its transaction was rolled back; the migrations and what ran before it stay
    hint: correct the file and run pgkeel migrate up again
    "#);
    assert!(exists(&database, "people") && exists(&database, "bookings"));
    project.write("migrations/repeatable/a_names.sql", "-- pgkeel: no-transaction\nVACUUM;\n");
    let refused = project.run(&["migrate", "up"]).exits(2);
    assert!(refused.stderr.contains("what is repeatable runs in one transaction"), "{refused}");
    project.write("migrations/repeatable/V4__a.sql", "SELECT 1;\n");
    let refused = project.run(&["migrate", "up"]).exits(2);
    assert!(refused.stderr.contains("refinery would apply it as one"), "{refused}");
}

#[test]
fn they_are_part_of_what_the_migrations_make() {
    let database = Database::empty();
    let project = with_views(&database).with_variable("PGKEEL_SCRATCH_URL", &server().url("postgres"));
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["diff", "live", "migrations/"]).exits(0);
    let verify = project.run(&["migrate", "verify"]).exits(0);
    assert!(verify.stdout.contains("3 repeatable files can run twice"), "{verify}");
    project.write("migrations/repeatable/more.sql", "CREATE TABLE more ();\n");
    let verify = project.run(&["migrate", "verify"]).exits(3);
    assert!(
        verify.stdout.contains("what is repeatable cannot run a second time:\nerror: relation \"more\" already exists"),
        "{verify}"
    );
    let adopted = Database::copy_of(&database.name);
    adopted.sql("DROP TABLE refinery_schema_history; DROP SCHEMA pgkeel CASCADE; CREATE TABLE more ()");
    let project = project.on(&adopted);
    let _ = project.run(&["migrate", "baseline", "3"]).exits(0);
}

#[test]
fn what_loses_rows_needs_consent_there_too() {
    let database = Database::empty();
    let project = project(&database, &[THREE[0], THREE[1]]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("migrations/repeatable/names.sql", "DROP TABLE IF EXISTS users;\n");
    let run = project.run(&["migrate", "up"]).exits(3);
    assert!(run.stdout.contains("migrations/repeatable/names.sql needs consent") && exists(&database, "users"), "{run}");
    let _ = project.run(&["migrate", "up", "--allow", "data-loss"]).exits(0);
    assert!(!exists(&database, "users"));
}
