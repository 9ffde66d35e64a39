//! `${name}` in migrations: off unless declared, at its place where it stands for nothing, and no part of a checksum.

use super::{history, project};
use crate::support::{Database, stable};

#[test]
fn values_are_spliced_where_any_is_declared() {
    let database = Database::empty();
    let files = [
        (
            "V1__a.sql",
            "CREATE TABLE ${table} (note text DEFAULT ${note:literal});\nDO $$ BEGIN EXECUTE 'SELECT ${one}'; END $$;\n",
        ),
        ("V1__a.down.sql", "DROP TABLE ${table};\n"),
    ];
    let project = project(&database, &files);
    project.write("migrations/repeatable/v.sql", "CREATE OR REPLACE VIEW v AS SELECT ${one} AS one;\n");
    let _stable = stable();
    let raw = project.run(&["migrate", "up"]).exits(1);
    assert!(raw.stderr.contains("syntax error"), "{raw}");
    project.write("pgkeel.toml", "[migrations.variables]\ntable = 'notes'\nnote = \"it's\"\n");
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `${one}` stands for nothing: there is no variable one
      --> migrations/V1__a.sql:2:29
    1 | CREATE TABLE ${table} (note text DEFAULT ${note:literal});
    2 | DO $$ BEGIN EXECUTE 'SELECT ${one}'; END $$;
      |                             ^
    hint: did you mean `${note}`?
    error: `${one}` stands for nothing: there is no variable one
      --> migrations/repeatable/v.sql:1:36
    1 | CREATE OR REPLACE VIEW v AS SELECT ${one} AS one;
      |                                    ^
    hint: did you mean `${note}`?
    error: 2 problems in migrations/
    ");
    let _ = project.run(&["migrate", "up", "--set", "one=1"]).exits(0);
    assert_eq!(
        database.value("SELECT column_default FROM information_schema.columns WHERE table_name = 'notes'"),
        "'it''s'::text"
    );
    assert_eq!(database.value("SELECT sql FROM pgkeel.applied_migrations"), files[0].1, "the file's text is kept");
    // Other values are no divergence, and what is repeatable runs again with them.
    let again = project.run(&["migrate", "up", "--set", "one=2"]).exits(0);
    assert!(again.stdout.contains("ran 1 repeatable file"), "{again}");
    assert_eq!(database.value("SELECT one FROM v"), "2");
    let _ = project.run(&["diff", "live", "migrations/", "--set", "one=2"]).exits(0);
    let _ = project.run(&["migrate", "down", "--to", "0", "--set", "one=2"]).exits(0);
    assert!(history(&database).is_empty());
}

#[test]
fn a_variable_that_cannot_be_is_refused() {
    let database = Database::empty();
    let project = project(&database, &[("V1__a.sql", "SELECT 1;\n")]);
    for (set, expected) in [("one", "--set one gives no value"), ("a b=1", "is no variable's name"), ("a=\n", "a line break")] {
        let run = project.run(&["migrate", "up", "--set", set]).exits(2);
        assert!(run.stderr.contains(expected), "{run}");
    }
}
