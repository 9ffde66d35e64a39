//! `pgkeel migrate new`: versions that follow what is there, and down scripts that are no down scripts yet.

use super::{history, project};
use crate::support::{Database, Project, stable};

#[test]
fn a_time_follows_a_time() {
    let project = Project::empty();
    project.write("migrations/V20240102030405__a.sql", "SELECT 1;\n");
    let new =
        || project.run(&["migrate", "new", "b", "--format", "json"]).exits(0).json()["result"]["version"].as_i64().unwrap();
    let first = new();
    assert!(first > 20_260_000_000_000 && first.to_string().len() == 14, "{first}");
    assert!(new() > first, "never a version twice");
}

#[test]
fn a_down_script_that_nobody_wrote_undoes_nothing() {
    let database = Database::empty();
    let project = project(&database, &[]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "new", "add_users", "--down"]), @"
    exit code: 0
    --- stdout
    created migrations/V1__add_users.sql
    created migrations/V1__add_users.down.sql
    --- stderr
    ");
    project.write("migrations/V1__add_users.sql", "CREATE TABLE users ();\n");
    let _ = project.run(&["migrate", "up"]).exits(0);
    insta::assert_snapshot!(project.run(&["migrate", "down", "--to", "0"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the down script is still the template that it began as
      --> migrations/V1__add_users.down.sql:6:1
    4 | -- migration, or delete this file.
    5 | 
    state: nothing was undone
    hint: write what undoes the migration, or delete the file
    ");
    assert_eq!(history(&database), ["V1__add_users"]);
    project.write("migrations/V1__add_users.down.sql", "-- nothing to undo\n");
    let run = project.run(&["migrate", "down", "--to", "0"]).exits(0);
    assert!(run.stderr.contains("warning: migrations/V1__add_users.down.sql holds no statement"), "{run}");
    let _ = project.run(&["migrate", "new", "b", "--down", "--from-diff"]).exits(2);
}
