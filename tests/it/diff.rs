//! `pgkeel diff` and `pgkeel pull`: cases as folders (from, to, and the plan between them, which must work), and the rest.

use std::path::{Path, PathBuf};

use pgkeel::migration::statements;

use crate::support::{Database, Project, Run, block_on, connect, server, stable};

fn case_directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff").join(name)
}

/// Two databases made of a case's two files.
fn sides(name: &str) -> (Database, Database) {
    let read = |file: &str| std::fs::read_to_string(case_directory(name).join(file)).expect("a case's file");
    let (from, to) = (Database::empty(), Database::empty());
    from.sql(&read("from.sql"));
    to.sql(&read("to.sql"));
    (from, to)
}

/// Runs a printed plan as psql would: statement by statement, each on its own.
fn apply(database: &Database, script: &str) {
    block_on(async {
        let session = connect(&database.url).await;
        for statement in statements::split(script) {
            let sql = &script[statement.start..statement.end];
            session.simple(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    });
}

/// The plan of a case is proven, is what the folder says, works, and leaves nothing to do; so does the one back.
fn case(name: &str) {
    let (from, to) = sides(name);
    let project = Project::empty().on(&from);
    let forth = project.run(&["diff", "live", &to.url, "--sql"]);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case_directory(name));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(format!("the plan of {name}"));
    settings.add_filter(r"-- From .* to .*?: ", "-- From [from] to [to]: ");
    settings.bind(|| insta::assert_snapshot!("plan", forth.stdout));
    let forth = forth.exits(3);
    assert!(forth.stdout.contains("-- Proven on "), "{}", forth.stdout);
    apply(&from, &forth.stdout);
    let _ = project.run(&["diff", "live", &to.url]).exits(0);
    let _ = project.run(&["diff", &to.url, "live"]).exits(0);
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { case(stringify!($name)); })*
        const CASES: &[&str] = &[$(stringify!($name)),*];
    };
}

cases! {
    column_added,
    column_dropped_that_a_view_reads,
    column_made_not_null,
    column_retyped_under_a_materialized_view,
    constraint_changed,
    constraints_added,
    default_changed,
    enum_labels_added,
    functions_and_triggers,
    identity_and_generated,
    index_changed,
    index_on_a_partitioned_table,
    odd_names,
    tables_that_refer_to_each_other,
}

#[test]
fn every_case_folder_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
    let mut folders: Vec<String> = std::fs::read_dir(root)
        .expect("cases")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name != "spelling_only")
        .collect();
    folders.sort();
    assert_eq!(folders, CASES);
}

#[test]
fn what_differs_only_in_spelling_is_in_sync() {
    let (from, to) = sides("spelling_only");
    let project = Project::empty().on(&from);
    let run = project.run(&["diff", "live", &to.url]).exits(0);
    assert!(run.stdout.starts_with("in sync: "), "{}", run.stdout);
}

#[test]
fn what_pull_writes_is_in_sync_without_a_scratch_database() {
    for name in CASES {
        let (_, to) = sides(name);
        let project = Project::empty().on(&to);
        let _ = project.run(&["pull"]).exits(0);
        let run = project.run(&["diff", "--format", "json"]).exits(0);
        assert_eq!(run.json()["result"]["scratch"], serde_json::Value::Null, "{name}");
        let again = project.run(&["pull"]).exits(0);
        assert!(again.stdout.starts_with("up to date: "), "{name}: {}", again.stdout);
    }
}

#[test]
fn a_pulled_schema_makes_the_same_database_again() {
    for name in CASES {
        let (_, to) = sides(name);
        let project = Project::empty().on(&to);
        let _ = project.run(&["pull"]).exits(0);
        let copy = Database::empty();
        let plan = project.run(&["diff", &copy.url, "schema.toml", "--sql"]).exits(3);
        apply(&copy, &plan.stdout);
        let _ = project.run(&["diff", &copy.url, &to.url]).exits(0);
    }
}

const TABLE: &str = "[tables.t.columns]\nid = \"integer not null default 1\"\n";

fn diff_of(schema: &str, sql: &str, arguments: &[&str]) -> Run {
    let database = Database::empty();
    database.sql(sql);
    let project = Project::empty().on(&database);
    project.write("schema.toml", schema);
    project.run(arguments)
}

#[test]
fn drift_is_named_by_table() {
    let _stable = stable();
    let run = diff_of(
        &format!("{TABLE}name = \"text\"\n[tables.t.indexes]\nt_id = \"(id)\"\n[tables.gone.columns]\nid = \"integer\"\n"),
        "CREATE TABLE t (id int NOT NULL DEFAULT 2, extra int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        &["diff"],
    );
    insta::assert_snapshot!(run, @"
    exit code: 3
    --- stdout
    functions
      unexpected function f()
    gone
      missing    table gone
    t
      unexpected column extra  integer
      changed    column id
          - integer not null default 2
          + integer not null default 1
      missing    column name  text
      missing    index t_id  (id)

    6 differences: 3 missing, 2 unexpected, 1 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    not compared: owners, grants, row-level security, storage parameters of tables, statistics targets, identity options, extension versions, column order
    --- stderr
    ");
}

#[test]
fn a_declaration_that_postgres_refuses_is_shown_at_its_line() {
    let _stable = stable();
    let run = diff_of(&format!("{TABLE}name = \"txet\"\n"), "CREATE TABLE t (id int NOT NULL DEFAULT 1)", &["diff"]);
    insta::assert_snapshot!(run, @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: column t.name cannot be created as declared: type "txet" does not exist (SQLSTATE 42704)
      --> schema.toml:3:1
    1 | [tables.t.columns]
    2 | id = "integer not null default 1"
    3 | name = "txet"
      | ^
    state: nothing was changed: this was a scratch database
    "#);
}

#[test]
fn an_unknown_key_is_shown_with_the_nearest_known_one() {
    let _stable = stable();
    let run = diff_of("[tables.t]\ncolums = {}\n", "", &["diff"]);
    insta::assert_snapshot!(run, @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown key `colums`, expected one of comment, partition_by, columns, constraints, indexes, triggers, partitions, comments
      --> schema.toml:2:1
    1 | [tables.t]
    2 | colums = {}
      | ^
    hint: did you mean `columns`?
    ");
}

#[test]
fn a_missing_schema_file_says_where_it_comes_from() {
    let _stable = stable();
    let database = Database::empty();
    insta::assert_snapshot!(Project::empty().on(&database).run(&["diff"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read schema.toml: No such file or directory
    hint: `pgkeel pull` writes it from a live database; -C DIR names the project it is in
    ");
}

#[test]
fn an_error_is_one_json_document_too() {
    let run = diff_of("[tables.t]\ncolums = {}\n", "", &["diff", "--format", "json"]).exits(2);
    let document = run.json();
    assert_eq!(document["outcome"], "usage");
    assert_eq!(document["error"]["location"]["line"], 2);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_role_without_createdb_compares_on_an_embedded_server() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int NOT NULL DEFAULT 1)");
    database.sql("DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    let url = database.url.replace("postgres://postgres@", "postgres://plain@");
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", &url);
    project.write("schema.toml", &TABLE.replace("default 1", "default '1'"));
    let run = project.run(&["diff", "--format", "json"]).exits(0);
    assert_eq!(run.json()["result"]["scratch"], format!("an embedded PostgreSQL {}", server().version()));
}

#[test]
fn without_any_scratch_database_the_texts_decide_and_no_plan_is_printed() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int NOT NULL DEFAULT 1)");
    let nowhere = tempfile::tempdir().expect("a directory");
    let project = Project::empty().on(&database).with_variable("PGKEEL_PG_BIN", nowhere.path().to_str().expect("UTF-8"));
    project.write("schema.toml", &TABLE.replace("default 1", "default '1'"));
    let run = project.run(&["diff", "--read-only"]).exits(3);
    assert!(run.stdout.contains("note: compared as text, without a scratch database"), "{}", run.stdout);
    let run = project.run(&["diff", "--read-only", "--sql"]).exits(1);
    assert!(run.stderr.contains("a plan is only printed when it is proven"), "{}", run.stderr);
}

#[test]
fn a_change_that_postgres_cannot_make_is_said_and_fails() {
    let database = Database::empty();
    database.sql("CREATE TYPE e AS ENUM ('a', 'b')");
    let project = Project::empty().on(&database);
    project.write("schema.toml", "[enums]\ne = ['b']\n");
    let run = project.run(&["diff", "--sql"]).exits(1);
    assert!(run.stdout.contains("-- Not in this plan: enum e has the labels 'a', 'b'"), "{}", run.stdout);
    assert!(run.stdout.contains("-- NOT PROVEN"), "{}", run.stdout);
}

#[test]
fn what_is_not_read_yet_is_said_aloud() {
    let run = diff_of(
        "[tables.t.columns]\nid = 'integer'\n",
        "CREATE TABLE t (id int); CREATE DOMAIN d AS int; ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        &["diff"],
    )
    .exits(0);
    assert!(run.stdout.contains("1 domain, 1 table with row-level security"), "{}", run.stdout);
}

#[test]
fn no_scratch_database_is_left_behind() {
    let (from, to) = sides("column_added");
    let _ = Project::empty().on(&from).run(&["diff", "live", &to.url, "--sql"]).exits(3);
    let mine = "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgkeel\\_scratch\\_%'
                   AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)";
    // Other tests have theirs at the same time; none stays.
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while from.value(mine) != "0" {
        assert!(std::time::Instant::now() < deadline, "a scratch database stays");
    }
}

#[test]
fn pull_replaces_files_and_nothing_else() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::empty();
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull", "--output", "/dev/null"]).exits(0);
    assert!(!Path::new("/dev/null").is_file(), "/dev/null is still a device");
    project.write("real.toml", "");
    std::fs::set_permissions(project.path().join("real.toml"), PermissionsExt::from_mode(0o600)).expect("a mode");
    std::os::unix::fs::symlink("real.toml", project.path().join("link.toml")).expect("a link");
    let _ = project.run(&["pull", "--output", "link.toml"]).exits(0);
    assert!(project.path().join("link.toml").is_symlink());
    let real = project.path().join("real.toml").metadata().expect("a file");
    assert_eq!((real.permissions().mode() & 0o777, real.len() > 0), (0o600, true));
}
