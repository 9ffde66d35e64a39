//! `pgkeel pull` and `pgkeel schema sql`: what a person wrote is kept, only what changed is touched, and files are never left
//! wrong.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{Database, Held, Project, stable};

/// Every file below a directory by its path, with what is in it.
fn files(directory: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for pattern in ["*.toml", "*/*.toml"] {
        for path in glob::glob(&format!("{}/{pattern}", directory.display())).expect("a pattern") {
            let path = path.expect("a path");
            let name = path.strip_prefix(directory).expect("below it").to_str().expect("UTF-8").to_owned();
            found.insert(name, std::fs::read_to_string(&path).expect("UTF-8"));
        }
    }
    found
}

/// The files whose text is another, or which are there on one side only.
fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// The lines that a text has and another has not, each with its sign.
fn line_changes(before: &str, after: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(before, after);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changes.map(|change| format!("{}{}", change.tag(), change.value().trim_end())).collect()
}

const EDITED: &str = r#"# How we keep bookings.
postgres = "15"
schemas = ["public"]

# People first.
[tables.users.columns]
name = "text"          # as they spell it
email   = 'text not null'
id = "integer not null"   # never reused

[tables.bookings]
comment = '''What was booked.'''

# In the order of the form.
[tables.bookings.columns]
id      = "integer not null"
user_id = "INTEGER"      # see users
gone    = "text"         # soon to go
note    = "varchar(10)"  # shown to staff

# Nobody pays less than nothing.
[tables.bookings.constraints]
bookings_positive = "check (id > 0)"
"#;

const LIVE: &str = "CREATE TABLE users (name text, email text NOT NULL, id integer NOT NULL);
     CREATE TABLE bookings (id integer NOT NULL CONSTRAINT bookings_positive CHECK (id > 0), user_id integer, gone text, note varchar(10));
     COMMENT ON TABLE bookings IS 'What was booked.'";

#[test]
fn what_a_person_wrote_survives_and_only_what_changed_is_touched() {
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    project.write("schema.toml", EDITED);
    // The first pull may respell what PostgreSQL prints otherwise, and nothing else.
    let major: u32 = crate::support::server().version();
    let _ = project.run(&["pull"]).exits(0);
    let pulled = project.read("schema.toml");
    let mut expected = vec![
        "-user_id = \"INTEGER\"      # see users".to_owned(),
        "-note    = \"varchar(10)\"  # shown to staff".to_owned(),
        "-bookings_positive = \"check (id > 0)\"".to_owned(),
        "+user_id = \"integer\"      # see users".to_owned(),
        "+note    = \"character varying(10)\"  # shown to staff".to_owned(),
        "+bookings_positive = \"check ((id > 0))\"".to_owned(),
    ];
    if major != 15 {
        expected.extend(["-postgres = \"15\"".to_owned(), format!("+postgres = \"{major}\"")]);
    }
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(line_changes(EDITED, &pulled)), sorted(expected));

    let again = project.run(&["pull"]).exits(0);
    assert!(again.stdout.starts_with("up to date: schema.toml is what "), "{}", again.stdout);
    assert_eq!(project.read("schema.toml"), pulled);

    database.sql("ALTER TABLE bookings DROP gone, ADD paid boolean NOT NULL DEFAULT false, ALTER note TYPE text");
    let _ = project.run(&["pull"]).exits(0);
    let second = project.read("schema.toml");
    assert_eq!(
        line_changes(&pulled, &second),
        [
            "-gone    = \"text\"         # soon to go",
            "-note    = \"character varying(10)\"  # shown to staff",
            "+note    = \"text\"  # shown to staff",
            "+paid    = \"boolean not null default false\"",
        ]
    );
    database.sql("DROP TABLE users; CREATE TABLE zebras (id integer)");
    let _ = project.run(&["pull"]).exits(0);
    let third = project.read("schema.toml");
    assert!(!third.contains("users.columns") && third.contains("\n[tables.zebras.columns]\nid = \"integer\"\n"), "{third}");
    assert!(third.starts_with("# How we keep bookings.\n") && third.contains("# In the order of the form.\n"), "{third}");
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn a_second_pull_touches_no_file() {
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let stamp = |name: &str| std::fs::metadata(project.path().join(name)).expect("a file").modified().expect("a time");
    let before = stamp("schema.toml");
    let run = project.run(&["pull"]).exits(0);
    assert!(run.stdout.starts_with("up to date: ") && run.stdout.ends_with("; nothing written\n"), "{}", run.stdout);
    assert_eq!(stamp("schema.toml"), before);
    // What cron would mail.
    let quiet = project.run(&["pull", "--quiet"]).exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn check_writes_nothing_and_its_exit_code_says_whether_the_file_is_up_to_date() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    let run = project.run(&["pull", "--check"]).exits(3);
    assert!(!project.path().join("schema.toml").exists(), "{}", run.stdout);
    let _ = project.run(&["pull"]).exits(0);
    insta::assert_snapshot!(project.run(&["pull", "--check"]).exits(0), @"
    exit code: 0
    --- stdout
    up to date: schema.toml is what [database] on the socket [socket]:5432 as postgres has (2 tables, 11 objects)
    --- stderr
    ");
    let json = project.run(&["pull", "--check", "--format", "json"]).exits(0).json();
    let result = &json["result"];
    assert_eq!((&json["outcome"], &json["exit_code"]), (&"done".into(), &0.into()));
    assert_eq!((&result["up_to_date"], &result["written"], &result["tables"]), (&true.into(), &false.into(), &2.into()));
    assert_eq!(result["changed_files"], serde_json::json!([]));

    database.sql("DROP TABLE users");
    let before = project.read("schema.toml");
    insta::assert_snapshot!(project.run(&["pull", "--check"]).exits(3), @"
    exit code: 3
    --- stdout
    out of date: schema.toml is not what [database] on the socket [socket]:5432 as postgres has
    --- stderr
    ");
    let json = project.run(&["pull", "--check", "--format", "json"]).exits(3).json();
    let result = &json["result"];
    assert_eq!((&json["outcome"], &json["exit_code"]), (&"finding".into(), &3.into()));
    assert_eq!((&result["up_to_date"], &result["written"]), (&false.into(), &false.into()));
    assert_eq!(result["changed_files"], serde_json::json!(["./schema.toml"]));
    assert_eq!(project.read("schema.toml"), before);
    let json = project.run(&["pull", "--format", "json"]).exits(0).json();
    assert_eq!((&json["result"]["up_to_date"], &json["result"]["written"]), (&false.into(), &true.into()));
    assert_eq!(json["result"]["schema"], serde_json::Value::Null);
    let json = project.run(&["pull", "-o", "-", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["file"], serde_json::Value::Null);
    assert_eq!(json["result"]["schema"], project.read("schema.toml"));
}

#[test]
fn only_leaves_the_rest_of_the_file_as_it_was() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE a (id integer); CREATE TABLE b (id integer); CREATE TABLE c (id integer); CREATE TABLE gone (id integer);
         CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT id FROM c",
    );
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let before = project.read("schema.toml");
    database.sql(
        "ALTER TABLE a ADD x integer; ALTER TABLE b ADD x integer; ALTER TABLE c ADD x integer; DROP TABLE gone;
         CREATE INDEX b_id ON b (id); CREATE OR REPLACE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 2';
         CREATE TABLE fresh (id integer); CREATE VIEW w AS SELECT 1 AS one",
    );
    let run = project.run(&["pull", "--only", "table:b", "--only", "function:*", "--only", "fresh"]).exits(0);
    let after = project.read("schema.toml");
    let changes = line_changes(&before, &after);
    let sql = |number: u32| format!("AS $function$SELECT {number}$function$'''");
    assert!(
        changes.contains(&format!("-{}", sql(1))) && changes.contains(&format!("+{}", sql(2))),
        "{changes:?}\n{}",
        run.stdout
    );
    let others: Vec<&String> = changes.iter().filter(|line| line.len() > 1 && !line.contains("SELECT")).collect();
    assert_eq!(
        others,
        ["+x  = \"integer\"", "+[tables.b.indexes]", "+b_id = \"(id)\"", "+[tables.fresh.columns]", "+id = \"integer\""]
    );
    // A part of a table, and what is gone.
    database.sql("CREATE INDEX c_id ON c (id)");
    let _ = project.run(&["pull", "--only", "index:c.*", "--only", "table:gone"]).exits(0);
    let changes = line_changes(&after, &project.read("schema.toml"));
    let said: Vec<&String> = changes.iter().filter(|line| line.len() > 1).collect();
    assert_eq!(said, ["+[tables.c.indexes]", "+c_id = \"(id)\"", "-id = \"integer\"", "-[tables.gone.columns]"]);
    // Of a file that is not there yet, it makes one with these objects alone.
    let _ = project.run(&["pull", "-o", "some.toml", "--only", "view:*"]).exits(0);
    let some = project.read("some.toml");
    assert!(some.contains("[views]\n") && !some.contains("tables."), "{some}");
}

#[test]
fn a_pattern_of_an_unknown_kind_or_that_is_none_is_refused_with_a_suggestion() {
    let _stable = stable();
    let database = Database::empty();
    let project = Project::empty().on(&database);
    insta::assert_snapshot!(project.run(&["pull", "--only", "tabel:users"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --only tabel:users: `tabel` is no kind of object; did you mean `table`?
    ");
    insta::assert_snapshot!(project.run(&["pull", "--only", "a.b.c.d"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --only a.b.c.d: a name has at most three parts: `schema.relation.part`
    ");
    assert!(!project.path().join("schema.toml").exists());
}

#[test]
fn a_pattern_that_means_nothing_is_refused_with_what_may_be_meant() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let before = project.read("schema.toml");
    database.sql("ALTER TABLE users ADD x integer");
    insta::assert_snapshot!(project.run(&["pull", "--only", "users", "--only", "table:bokings"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --only table:bokings: there is no such object in schema.toml or [database] on the socket [socket]:5432 as postgres
    hint: did you mean `bookings`?
    ");
    insta::assert_snapshot!(project.run(&["pull", "--only", "tmp_*", "--check"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --only tmp_*: there is no such object in schema.toml or [database] on the socket [socket]:5432 as postgres
    ");
    assert_eq!(project.read("schema.toml"), before);
    // What is only declared, or only live, is something.
    project.write("schema.toml", &format!("{before}\n[tables.declared.columns]\nid = \"integer\"\n"));
    let _ = project.run(&["pull", "--only", "declared", "--only", "table:users"]).exits(0);
    assert!(!project.read("schema.toml").contains("tables.declared"));
}

const SEVERAL: &str = "CREATE TYPE mood AS ENUM ('glad', 'sad');
     CREATE TABLE users (id integer PRIMARY KEY, mood mood);
     CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer REFERENCES users, at date);
     CREATE TABLE flights (id integer, at date) PARTITION BY RANGE (at);
     CREATE TABLE flights_2024 PARTITION OF flights FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
     CREATE VIEW active AS SELECT id FROM users;
     CREATE MATERIALIZED VIEW popular AS SELECT user_id FROM bookings;
     CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'";

#[test]
fn a_split_schema_is_one_file_for_each_relation_and_in_sync() {
    let database = Database::empty();
    database.sql(SEVERAL);
    let project = Project::empty().on(&database);
    let run = project.run(&["pull", "--split"]).exits(0);
    let before = files(project.path());
    let names: Vec<&str> = before.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "schema.toml",
            "schema/public.active.toml",
            "schema/public.bookings.toml",
            "schema/public.flights.toml",
            "schema/public.popular.toml",
            "schema/public.users.toml",
        ],
        "{}",
        run.stdout
    );
    assert!(before["schema.toml"].contains("include"), "{}", before["schema.toml"]);
    assert!(before["schema/public.flights.toml"].contains("flights_2024"));
    let json = project.run(&["diff", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["scratch"], serde_json::Value::Null);
    for arguments in [&["pull"][..], &["pull", "--split"], &["pull", "--check"]] {
        let run = project.run(arguments).exits(0);
        assert!(run.stdout.starts_with("up to date: "), "{}", run.stdout);
    }
    assert_eq!(files(project.path()), before);

    // Only the file of what changed is written.
    project.write("schema/public.users.toml", &format!("# About people.\n{}", before["schema/public.users.toml"]));
    let before = files(project.path());
    database.sql("ALTER TABLE users ADD name text");
    let check = project.run(&["pull", "--check"]).exits(3);
    assert!(check.stdout.contains("differs  ") && check.stdout.contains("public.users.toml"), "{}", check.stdout);
    assert_eq!(files(project.path()), before);
    let _ = project.run(&["pull"]).exits(0);
    let after = files(project.path());
    assert_eq!(changed(&before, &after), ["schema/public.users.toml"]);
    assert!(after["schema/public.users.toml"].starts_with("# About people.\n"));
    let _ = project.run(&["diff"]).exits(0);

    // A file goes with its table, a new one comes with a new table.
    database.sql("DROP VIEW active; CREATE TABLE seats (id integer); CREATE TYPE side AS ENUM ('left', 'right')");
    let run = project.run(&["pull"]).exits(0);
    assert!(run.stdout.contains("  removed  ") && run.stdout.contains("  written  "), "{}", run.stdout);
    let last = files(project.path());
    assert_eq!(changed(&after, &last), ["schema.toml", "schema/public.active.toml", "schema/public.seats.toml"]);
    assert!(!last.contains_key("schema/public.active.toml"));
    assert_eq!(line_changes(&after["schema.toml"], &last["schema.toml"]).len(), 1, "{}", last["schema.toml"]);
    let _ = project.run(&["diff"]).exits(0);
    // Only one of them, though all have changed.
    database.sql("ALTER TABLE users ADD x1 text; ALTER TABLE seats ADD x2 text");
    let _ = project.run(&["pull", "--only", "seats"]).exits(0);
    assert_eq!(changed(&last, &files(project.path())), ["schema/public.seats.toml"]);
}

#[test]
fn all_tables_of_a_split_schema_may_go_and_come_back() {
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer); CREATE TABLE b (id integer)");
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull", "--split"]).exits(0);
    database.sql("DROP TABLE a, b");
    let _ = project.run(&["pull"]).exits(0);
    assert_eq!(files(project.path()).len(), 1);
    let _ = project.run(&["diff"]).exits(0);
    let _ = project.run(&["pull", "--check"]).exits(0);
    database.sql("CREATE TABLE a (id integer)");
    let _ = project.run(&["pull", "--split"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    assert_eq!(files(project.path()).into_keys().collect::<Vec<_>>(), ["schema.toml", "schema/public.a.toml"]);
}

#[test]
fn a_file_that_is_there_is_split_with_its_comments() {
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    project.write("schema.toml", EDITED);
    let _ = project.run(&["pull", "--split"]).exits(0);
    let split = files(project.path());
    assert!(split["schema/public.bookings.toml"].contains("# In the order of the form.\n"));
    assert!(split["schema/public.users.toml"].contains("# never reused\n"));
    assert!(split["schema.toml"].starts_with("# How we keep bookings.\n"));
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn a_stranger_where_files_would_be_split_to_is_refused() {
    let _stable = stable();
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer)");
    let project = Project::empty().on(&database);
    project.write("schema/notes.toml", "[tables.b.columns]\n");
    let run = project.run(&["pull", "--split"]).exits(2);
    insta::assert_snapshot!(run, @"
    exit code: 2
    --- stdout
    --- stderr
    error: schema/notes.toml is there already, and would be included
    hint: move it away, or include it from schema.toml first
    ");
    assert_eq!(files(project.path()).len(), 1);
    // One whose name a table's file would have is a stranger, too.
    std::fs::remove_file(project.path().join("schema/notes.toml")).expect("removed");
    project.write("schema/public.a.toml", "# mine\n");
    let _ = project.run(&["pull", "--split"]).exits(2);
    assert_eq!(project.read("schema/public.a.toml"), "# mine\n");
}

#[test]
fn a_file_that_comes_into_the_directory_later_is_read_and_never_written_over() {
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer); CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull", "--split"]).exits(0);
    // What an include names is part of the schema: objects may move, and stay where they are.
    let root = project.read("schema.toml");
    let at = root.find("\n[functions]").expect("functions");
    project.write("schema/functions.toml", &format!("# Ours.\n{}", &root[at + 1..]));
    project.write("schema.toml", &root[..at]);
    let _ = project.run(&["diff"]).exits(0);
    database.sql("CREATE OR REPLACE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 2'; CREATE FUNCTION g() RETURNS integer LANGUAGE sql AS 'SELECT 3'");
    let before = files(project.path());
    let _ = project.run(&["pull"]).exits(0);
    let after = files(project.path());
    assert_eq!(changed(&before, &after), ["schema/functions.toml"]);
    assert!(after["schema/functions.toml"].starts_with("# Ours.\n"));
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn mistakes_in_several_files_have_their_places() {
    let _stable = stable();
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer); CREATE TABLE b (id integer)");
    let project = Project::empty().on(&database);
    let root = "schemas = [\"public\"]\ninclude = [\"tables/*.toml\"]\n";
    project.write("schema.toml", root);
    insta::allow_duplicates! {
        for command in ["diff", "pull"] {
            let run = project.run(&[command]).exits(2);
            insta::assert_snapshot!(run.stderr, @r#"
            error: `tables/*.toml` matches no file
              --> schema.toml:2:12
            1 | schemas = ["public"]
            2 | include = ["tables/*.toml"]
              |            ^
            hint: a pattern is relative to the directory that schema.toml is in
            "#);
        }
    }
    let one = "# The first.\n[tables.a.columns]\nid = \"integer\"\n";
    project.write("tables/a.toml", one).write("tables/b.toml", "[tables.b.columns]\nid = \"integer\"\n");
    let _ = project.run(&["diff"]).exits(0);
    // The same object in two files.
    project.write("tables/c.toml", one);
    insta::assert_snapshot!(project.run(&["diff"]).exits(2).stderr, @"
    error: table a is declared already, at tables/a.toml:2:9
      --> tables/c.toml:2:9
    1 | # The first.
    2 | [tables.a.columns]
      |         ^
    ");
    // What holds for all files is said in one.
    let mut said = String::new();
    for line in ["owner = \"postgres\"", "schemas = [\"public\"]", "include = [\"x.toml\"]"] {
        project.write("tables/c.toml", &format!("{line}\n"));
        said.push_str(&project.run(&["diff"]).exits(2).stderr);
    }
    insta::assert_snapshot!(said, @r#"
    error: `owner` belongs in schema.toml, which includes this file
      --> tables/c.toml:1:1
    1 | owner = "postgres"
      | ^
    error: `schemas` belongs in schema.toml, which includes this file
      --> tables/c.toml:1:1
    1 | schemas = ["public"]
      | ^
    error: `include` belongs in schema.toml, which includes this file
      --> tables/c.toml:1:1
    1 | include = ["x.toml"]
      | ^
    "#);
    // A wrong key, broken TOML, and what only PostgreSQL knows to be wrong.
    let mut said = String::new();
    let unknown_type = "[tables.c.columns]\nid = \"integer\"\nname = \"txet\"\n";
    for (wrong, code) in [("[tables.c]\ncolumms = {}\n", 2), ("[tables.c\n", 2), (unknown_type, 1)] {
        project.write("tables/c.toml", wrong);
        said.push_str(&project.run(&["diff"]).exits(code).stderr);
        let json = project.run(&["diff", "--format", "json"]).exits(code).json();
        assert_eq!(json["error"]["location"]["file"], "tables/c.toml");
        assert!(json["error"]["location"]["column"].is_number(), "{json}");
        // To pull what is in a database, a type need not exist.
        let _ = project.run(&["pull", "--check"]).exits(if code == 2 { 2 } else { 3 });
    }
    insta::assert_snapshot!(said, @r#"
    error: unknown key `columms`, expected one of partition_by, comment, owner, privileges, security_labels, persistence, inherits, of_type, access_method, with, tablespace, replica_identity, cluster_on, row_level_security, made_by, columns, constraints, indexes, triggers, policies, rules, inherited_columns, inherited_constraints, partitions, settings, comments
      --> tables/c.toml:2:1
    1 | [tables.c]
    2 | columms = {}
      | ^
    hint: did you mean `columns`?
    error: unclosed table, expected `]`
      --> tables/c.toml:1:10
    1 | [tables.c
      |          ^
    error: column c.name cannot be created as declared: type "txet" does not exist (SQLSTATE 42704)
      --> tables/c.toml:3:1
    1 | [tables.c.columns]
    2 | id = "integer"
    3 | name = "txet"
      | ^
    state: nothing was changed: this was a scratch database
    "#);
    assert_eq!(project.read("schema.toml"), root);
}

#[test]
fn a_broken_file_is_not_written_over() {
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer)");
    let project = Project::empty().on(&database);
    for broken in ["[tables.a\n", "tables = 1\n", "[tables.a]\nnonsense = 1\n", "schemas = [1]\n"] {
        project.write("schema.toml", broken);
        let run = project.run(&["pull"]).exits(2);
        assert!(run.stderr.contains("--> schema.toml:"), "{}", run.stderr);
        assert_eq!(project.read("schema.toml"), broken);
    }
    std::fs::write(project.path().join("schema.toml"), b"# \xff\n").expect("a file");
    let run = project.run(&["pull"]).exits(2);
    assert!(run.stderr.contains("schema.toml is not UTF-8"), "{}", run.stderr);
    // An empty one is nobody's work.
    project.write("schema.toml", "");
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_the_files_as_they_were() {
    let database = Database::empty();
    database.sql("CREATE TABLE a (id integer)");
    let project = Project::empty().on(&database);
    project.write("schema.toml", "# mine\n");
    for (arguments, place) in [
        (&["pull", "-o", "/proc/nowhere/schema.toml"][..], "/proc/nowhere"),
        (&["pull", "-o", "schema.toml/below.toml"], "schema.toml"),
        (&["pull", "-o", "."], "."),
    ] {
        let run = project.run(arguments);
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        assert!(run.stderr.contains("cannot ") && run.stderr.contains(place), "{}", run.stderr);
    }
    // A full disk.
    if Path::new("/dev/full").exists() {
        let run = project.run(&["pull", "-o", "/dev/full"]).exits(1);
        assert!(run.stderr.contains("cannot write /dev/full: No space left on device"), "{}", run.stderr);
    }
    assert_eq!(files(project.path()), BTreeMap::from([("schema.toml".to_owned(), "# mine\n".to_owned())]));
    // Root may write everywhere.
    if nix::unistd::geteuid().is_root() {
        return;
    }
    std::fs::set_permissions(project.path(), std::fs::Permissions::from_mode(0o555)).expect("a mode");
    let run = project.run(&["pull"]);
    std::fs::set_permissions(project.path(), std::fs::Permissions::from_mode(0o755)).expect("a mode");
    assert!(run.exits(1).stderr.contains("cannot write "));
}

#[test]
fn owners_are_said_once_and_of_others_by_line() {
    let database = Database::empty();
    let (most, other) = (format!("{}_most", database.name), format!("{}_other", database.name));
    database.sql(&format!(
        "CREATE ROLE {most}; CREATE ROLE {other};
         CREATE TABLE a (id integer); CREATE TABLE b (id integer); CREATE TABLE c (id integer);
         ALTER TABLE a OWNER TO {most}; ALTER TABLE b OWNER TO {most}; ALTER TABLE c OWNER TO {other}; GRANT SELECT ON c TO {most}"
    ));
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let pulled = project.read("schema.toml");
    assert!(pulled.contains(&format!("\nowner    = \"{most}\"\n")), "{pulled}");
    assert!(pulled.contains(&format!("[tables.c]\nowner      = \"{other}\"\n")), "{pulled}");
    assert_eq!(pulled.matches("owner ").count(), 2, "{pulled}");

    let sql = project.run(&["schema", "sql"]).exits(0).stdout;
    assert!(sql.contains(&format!("ALTER TABLE public.c OWNER TO {other};\n")) && sql.contains("GRANT SELECT "), "{sql}");
    let sql = project.run(&["schema", "sql", "--no-owners"]).exits(0).stdout;
    assert!(!sql.contains(&most) && !sql.contains(&other) && sql.contains("CREATE TABLE public.c "), "{sql}");

    // The file decides: one that leaves owners open goes on doing so, one that has another owner keeps it.
    let open: String = pulled.split_inclusive('\n').filter(|line| !line.starts_with("owner ")).collect();
    project.write("schema.toml", &open);
    let _ = project.run(&["pull"]).exits(0);
    assert_eq!(project.read("schema.toml"), open);
    let _ = project.run(&["diff"]).exits(0);
    let turned = pulled.replacen(&format!("owner    = \"{most}\""), &format!("owner    = \"{other}\""), 1);
    project.write("schema.toml", &turned);
    let _ = project.run(&["pull"]).exits(0);
    let turned = project.read("schema.toml");
    assert!(turned.contains(&format!("\nowner    = \"{other}\"\n")), "{turned}");
    assert_eq!(turned.matches(&format!("= \"{most}\"")).count(), 2, "{turned}");
    let _ = project.run(&["diff"]).exits(0);
    database.sql(&format!("DROP OWNED BY {most}, {other}; DROP ROLE {most}, {other}"));
}

/// As GitLab has its partitions: a schema of their own, which nobody manages by itself. One of a table that is elsewhere is left
/// out, though it stands in the managed schema.
#[test]
fn partitions_go_with_their_tables_whatever_schemas_they_are_in() {
    let database = Database::empty();
    database.sql(
        "CREATE SCHEMA parts; CREATE SCHEMA deep; CREATE SCHEMA elsewhere;
         CREATE TABLE build (id int, stage int, name text) PARTITION BY LIST (id);
         CREATE TABLE parts.build_1 PARTITION OF build FOR VALUES IN (1);
         CREATE INDEX own ON parts.build_1 (name);
         CREATE TABLE parts.build_2 PARTITION OF build FOR VALUES IN (2) PARTITION BY LIST (stage);
         CREATE TABLE deep.build_2_1 PARTITION OF parts.build_2 FOR VALUES IN (1) PARTITION BY LIST (stage);
         CREATE TABLE parts.build_2_1_1 PARTITION OF deep.build_2_1 FOR VALUES IN (1);
         CREATE INDEX lowest ON parts.build_2_1_1 (name);
         CREATE TABLE parts.other (id int);
         CREATE TABLE elsewhere.log (id int, at date) PARTITION BY LIST (id);
         CREATE TABLE log_1 PARTITION OF elsewhere.log FOR VALUES IN (1);
         CREATE INDEX of_log ON log_1 (at);",
    );
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let text = project.read("schema.toml");
    assert!(
        text.contains("lowest") && text.contains("own = ") && !text.contains("log_1") && !text.contains("parts.other"),
        "{text}"
    );
    assert!(project.run(&["diff"]).exits(0).stdout.contains("not compared: schemas deep, elsewhere, parts"));

    database.sql("DROP INDEX parts.own, parts.lowest, of_log; ALTER TABLE parts.build_2 DETACH PARTITION deep.build_2_1;");
    let run = project.run(&["diff"]).exits(3);
    for missing in ["missing    index own", "missing    partition deep.build_2_1"] {
        assert!(run.stdout.contains(missing), "{run}");
    }
    assert!(!run.stdout.contains("log"), "{run}");
}

#[test]
fn the_sql_of_a_schema() {
    let _stable = stable();
    let project = Project::empty();
    insta::assert_snapshot!(project.run(&["schema", "sql"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: schema.toml does not exist
    hint: `pgkeel pull` writes it from a live database; -C DIR names the project it is in
    ");
    insta::assert_snapshot!(project.run(&["schema", "sql", "other.toml", "--format", "json"]).exits(2).stdout, @r#"
    {
      "schema_version": 1,
      "pgkeel": "0.1.0",
      "command": "schema sql",
      "outcome": "usage",
      "exit_code": 2,
      "error": {
        "kind": "usage",
        "message": "other.toml does not exist",
        "hints": [
          "`pgkeel pull` writes it from a live database; -C DIR names the project it is in"
        ]
      }
    }
    "#);
    project.write("schema.toml", "");
    insta::assert_snapshot!(project.run(&["schema", "sql"]).exits(0), @"
    exit code: 0
    --- stdout
    -- The schema that schema.toml declares, for an empty database.
    SET check_function_bodies = off;
    SET search_path = public;

    CREATE SCHEMA IF NOT EXISTS public;
    --- stderr
    ");
    project.write("schema.toml", "schemas = [\"b c\"]\n[tables.t.columns]\nid = \"integer\"\n");
    insta::assert_snapshot!(project.run(&["schema", "sql"]).exits(0).stdout, @r#"
    -- The schema that schema.toml declares, for an empty database.
    SET check_function_bodies = off;
    SET search_path = "b c";

    CREATE SCHEMA IF NOT EXISTS "b c";
    CREATE TABLE "b c".t (
        id integer
    );
    "#);
    insta::assert_snapshot!(project.run(&["schema", "sql", "--format", "json"]).exits(0).stdout, @r#"
    {
      "schema_version": 1,
      "pgkeel": "0.1.0",
      "command": "schema sql",
      "outcome": "done",
      "exit_code": 0,
      "result": {
        "statements": [
          "CREATE SCHEMA IF NOT EXISTS \"b c\"",
          "CREATE TABLE \"b c\".t (\n    id integer\n)"
        ]
      }
    }
    "#);
}

#[test]
fn two_pulls_at_once_leave_one_whole_file() {
    let database = Database::empty();
    database.sql(SEVERAL);
    let project = Project::empty().on(&database);
    let mut running: Vec<_> = (0..4).map(|_| project.command(&["pull", "--quiet"]).spawn().expect("it runs")).collect();
    for process in &mut running {
        assert!(process.wait().expect("it ends").success());
    }
    let _ = project.run(&["diff"]).exits(0);
    let entries = std::fs::read_dir(project.path()).expect("a directory").count();
    assert_eq!(entries, 1, "no temporary file stays");
}

#[test]
fn an_interrupted_pull_leaves_the_file_as_it_was() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id integer); CREATE VIEW v AS SELECT id FROM t");
    let _held = Held::open(&database.url, "BEGIN; LOCK v IN ACCESS EXCLUSIVE MODE");
    let project = Project::empty().on(&database);
    project.write("schema.toml", "# mine\n");
    let mut process =
        project.command(&["pull", "--lock-timeout", "1min"]).stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while database.value(waiting) == "0" {
        assert_eq!(process.try_wait().expect("a status"), None, "it ended");
    }
    nix::sys::signal::kill(
        nix::unistd::Pid::from_raw(i32::try_from(process.id()).expect("a pid")),
        nix::sys::signal::Signal::SIGINT,
    )
    .expect("a signal");
    let output = process.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(project.path()), BTreeMap::from([("schema.toml".to_owned(), "# mine\n".to_owned())]));
    assert_eq!(database.value(waiting), "0");
}

#[test]
fn what_a_schema_includes_is_found_however_the_project_is_named() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int)");
    let project = Project::empty().on(&database);
    project.write("app/schema.toml", "include = [\"schema/*.toml\"]\n");
    project.write("app/schema/t.toml", "[tables.t.columns]\nid = \"integer\"\n");
    for directory in ["app", "./app", "./app/../app/."] {
        let _ = project.run(&["-C", directory, "diff"]).exits(0);
    }
}
