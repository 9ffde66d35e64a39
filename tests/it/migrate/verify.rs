//! `pgkeel migrate verify`: what it finds, that one finding hides no other, and what it leaves alone.

use crate::support::{Database, Project, server, stable};

/// A project without a database of its own, tried on the tests' server.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::empty().with_variable("PGKEEL_SCRATCH_URL", &server().url("postgres"));
    for (name, sql) in files {
        project.write(name, sql);
    }
    project
}

const VERIFY: [&str; 3] = ["migrate", "verify", "--quiet"];

#[test]
fn down_scripts_that_hold_and_a_schema_that_is_the_declared_one() {
    let project = project(&[
        ("migrations/V1__users.sql", "CREATE TABLE users (id int);\nCOPY users FROM stdin;\n1\n2\n\\.\n"),
        ("migrations/V1__users.down.sql", "DROP TABLE users;\n"),
        ("migrations/V2__unique.sql", "-- pgkeel: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY users_id ON users (id);\n"),
        ("migrations/V2__unique.down.sql", "DROP INDEX users_id;\n"),
        ("migrations/V3__note.sql", "ALTER TABLE users ADD COLUMN note text;\nALTER DATABASE postgres SET work_mem = '9MB';\n"),
        (
            "schema.toml",
            "[tables.users.columns]\nid = 'integer'\nnote = 'text'\n[tables.users.indexes]\nusers_id = 'unique (id)'\n",
        ),
    ]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&VERIFY), @"
    exit code: 0
    --- stdout
    version  name    down script
    V1       users   holds
    V2       unique  holds
    V3       note    none

    3 migrations on a temporary database on postgres on the socket [socket]:5432 as postgres: 2 of 2 down scripts hold; 1 without a down script; what they make is what schema.toml says
    --- stderr
    ");
    let other = Database::empty();
    assert_eq!(other.value("SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text LIKE '%9MB%'"), "0");
    let required = project.run(&[&VERIFY[..], &["--require-down", "--format", "json"]].concat()).exits(3).json();
    assert_eq!(required["result"]["migrations"][2]["result"], "none");
    assert_eq!(required["result"]["result"]["in_sync"], true);
}

#[test]
fn every_finding_is_told() {
    let project = project(&[
        ("migrations/V1__users.sql", "CREATE TYPE mood AS ENUM ('a');\nCREATE TABLE users (id int, mood mood);\n"),
        ("migrations/V1__users.down.sql", "DROP TABLE users;\n"),
        ("migrations/V2__note.sql", "ALTER TABLE users ADD COLUMN note text;\n"),
        ("migrations/V2__note.down.sql", "ALTER TABLE users DROP COLUMN note;\nALTER TABLE users DROP COLUMN mood;\n"),
        ("migrations/V3__index.sql", "CREATE INDEX users_mood ON users (mood);\n"),
        ("migrations/V3__index.down.sql", "DROP INDEX users_moods;\n"),
        ("migrations/V4__seed.sql", "ALTER TABLE users ADD PRIMARY KEY (id);\nINSERT INTO users VALUES (1);\n"),
        ("migrations/V4__seed.down.sql", "ALTER TABLE users DROP CONSTRAINT users_pkey;\n"),
        ("migrations/V5__after.sql", "CREATE TABLE after_all ();\n"),
        ("migrations/V5__after.down.sql", "DROP TABLE after_all;\n"),
        (
            "schema.toml",
            "[enums]\nmood = ['a']\n[tables.users.columns]\nid = 'integer'\nmood = 'mood'\nnote = 'text'\nmore = 'text'\n",
        ),
    ]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&VERIFY), @r#"
    exit code: 3
    --- stdout
    version  name   down script
    V1       users  leaves differences
    V2       note   leaves differences
    V3       index  fails
    V4       seed   leaves differences
    V5       after  holds

    after its down script, the schema is not what it was before V1__users (migrations/V1__users.down.sql):
    mood
      unexpected enum mood  'a'

    after its down script, V1__users cannot be applied again:
    error: type "mood" already exists (SQLSTATE 42710)
      --> migrations/V1__users.sql:1:1
    1 | CREATE TYPE mood AS ENUM ('a');
      | ^
    state: nothing was changed: this was a scratch database

    after its down script, the schema is not what it was before V2__note (migrations/V2__note.down.sql):
    users
      missing    column mood  mood

    applied again after its down script, V2__note makes another schema:
    users
      missing    column mood  mood

    V3__index cannot be undone:
    error: index "users_moods" does not exist (SQLSTATE 42704)
      --> migrations/V3__index.down.sql:1:1
    1 | DROP INDEX users_moods;
      | ^
    state: nothing was changed: this was a scratch database

    after its down script, the schema is not what it was before V4__seed (migrations/V4__seed.down.sql):
    users
      changed    column id
          - integer not null
          + integer

    after its down script, V4__seed cannot be applied again:
    error: duplicate key value violates unique constraint "users_pkey" (SQLSTATE 23505)
      --> migrations/V4__seed.sql:2:1
    1 | ALTER TABLE users ADD PRIMARY KEY (id);
    2 | INSERT INTO users VALUES (1);
      | ^
      detail: Key (id)=(1) already exists.
    state: nothing was changed: this was a scratch database

    after_all
      unexpected table after_all
    users
      changed    column id
          - integer not null
          + integer
      missing    column more  text
      unexpected constraint users_pkey  primary key (id)
      unexpected index users_mood  (mood)

    5 differences: 1 missing, 3 unexpected, 1 changed (from migrations/ to schema.toml)
    not compared: owners

    5 migrations on a temporary database on postgres on the socket [socket]:5432 as postgres: 1 of 5 down scripts hold; what they make is not what schema.toml says
    --- stderr
    "#);
    let json = project.run(&[&VERIFY[..], &["--format", "json"]].concat()).exits(3).json();
    let results: Vec<&str> =
        json["result"]["migrations"].as_array().unwrap().iter().map(|line| line["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["leaves-differences", "leaves-differences", "fails", "leaves-differences", "holds"]);
}

#[test]
fn a_migration_that_fails_is_told_at_its_place() {
    let project = project(&[
        ("migrations/V1__a.sql", "CREATE TABLE a ();\n"),
        ("migrations/V2__b.sql", "CREATE TABLE b ();\nCREATE TABLE a ();\n"),
    ]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&VERIFY), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: relation "a" already exists (SQLSTATE 42P07)
      --> migrations/V2__b.sql:2:1
    1 | CREATE TABLE b ();
    2 | CREATE TABLE a ();
      | ^
    state: nothing was changed: this was a scratch database
    "#);
    project.write("migrations/V2__b.sql", "CREATE TABLE b ();\nCOMMIT;\n");
    let run = project.run(&VERIFY).exits(2);
    assert!(run.stderr.contains("V2__b.sql:2:1"), "{run}");
}

#[test]
fn an_extension_that_is_not_to_be_had_is_skipped_and_said() {
    let project = project(&[
        ("migrations/V1__geo.sql", "-- pgkeel: requires-extension=no_such_extension\nCREATE TABLE geo ();\n"),
        ("migrations/V2__text.sql", "-- pgkeel: requires-extension=pg_trgm\nCREATE TABLE texts ();\n"),
        ("schema.toml", "[tables.geo.columns]\n"),
    ]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&VERIFY), @"
    exit code: 0
    --- stdout
    version  name  down script
    V1       geo   skipped
    V2       text  none

    skipped: V1__geo requires the extension no_such_extension, which is not to be had here

    note: the extension pg_trgm is demanded and made by no migration; it was made beforehand
    2 migrations on a temporary database on postgres on the socket [socket]:5432 as postgres: 1 without a down script; 1 skipped; what they make is not compared, because not all were applied
    --- stderr
    ");
    project.write("migrations/V3__geo.sql", "ALTER TABLE geo ADD COLUMN a int;\n");
    let run = project.run(&VERIFY).exits(1);
    assert!(run.stderr.contains("hint: V1__geo was skipped: the extension no_such_extension is not to be had here"), "{run}");
}

#[test]
fn roles_are_made_on_an_embedded_server() {
    let project = project(&[
        (
            "migrations/V1__a.sql",
            "CREATE ROLE pgkeel_verified;\nCREATE TABLE a ();\nGRANT SELECT ON a TO pgkeel_verified, another;\n",
        ),
        ("migrations/V1__a.down.sql", "DROP TABLE a;\nDROP ROLE pgkeel_verified;\n"),
    ]);
    let run = project.run(&VERIFY).exits(0);
    assert!(run.stdout.contains("an embedded PostgreSQL") && run.stdout.contains("1 of 1 down scripts hold"), "{run}");
    assert_eq!(Database::empty().value("SELECT count(*) FROM pg_roles WHERE rolname = 'pgkeel_verified'"), "0");
}
