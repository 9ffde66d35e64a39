//! The door: what every command says of bad words, bad files and servers that cannot be reached, and how.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::support::{Database, Project, block_on, connect, server, stable, start_server};

/// A project whose commands get as far as the database: with a declared schema.
fn project() -> Project {
    let project = Project::empty();
    project.write("schema.toml", "[tables.t.columns]\nid = \"integer\"\n");
    project
}

#[test]
fn a_wrong_password_says_so_and_is_never_shown() {
    let _stable = stable();
    let place = tempfile::tempdir().expect("a directory");
    std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o755)).expect("permissions");
    let access = place.path().join("pg_hba.conf");
    std::fs::write(&access, "local all guarded scram-sha-256\nlocal all all trust\n").expect("a file");
    let server = start_server(&[&format!("hba_file={}", access.display())]);
    block_on(async {
        connect(&server.url("postgres")).await.simple("CREATE ROLE guarded LOGIN PASSWORD 'right'").await.expect("a role");
    });
    let url = server.url("postgres").replace("postgres://postgres@", "postgres://guarded@");
    let project = project().with_variable("PGKEEL_DATABASE_URL", &url);
    let none = project.run(&["diff"]);
    insta::assert_snapshot!(none, @"
    exit code: 1
    --- stdout
    --- stderr
    error: cannot connect to postgres on the socket [socket]:5432 as guarded: the server asks for a password, and there is none
    hint: set PGPASSWORD; or add a line host:port:database:guarded:password to ~/.pgpass (or the file that PGPASSFILE names), mode 0600; or name a service with PGSERVICE
    ");
    let wrong = project.with_variable("PGPASSWORD", "hunter2-wrong").run(&["diff", "-v"]);
    insta::assert_snapshot!(wrong, @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: cannot connect to postgres on the socket [socket]:5432 as guarded: password authentication failed for user "guarded" (SQLSTATE 28P01)
    hint: the password came from PGPASSWORD: is it right for guarded?
    "#);
    assert!(!format!("{wrong}").contains("hunter2"));
}

#[test]
fn a_password_in_the_url_is_taken_and_never_shown() {
    let database = Database::empty();
    let url = database.url.replace("postgres://postgres@", "postgres://postgres:hunter2@");
    let run = project().run(&["diff", "-d", &url, "-v", "--format", "json"]).exits(3);
    assert!(!format!("{run}").contains("hunter2"), "{run}");
}

#[test]
fn a_password_in_the_settings_file_is_refused() {
    let _stable = stable();
    let project = project();
    project.write("pgkeel.toml", "[database]\nurl = \"postgres://deploy:hunter2@db.internal/app\"\n");
    insta::assert_snapshot!(project.run(&["diff"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: pgkeel.toml: database.url holds a password, and this file is for everybody to read
    hint: leave it out there; put it into PGPASSWORD, a password file (~/.pgpass, PGPASSFILE) or a service file
    ");
}

#[test]
fn an_unreachable_server_says_where_and_why() {
    let _stable = stable();
    let run = project().run(&["diff", "-d", "postgres://postgres@127.0.0.1:1/app"]);
    insta::assert_snapshot!(run, @"
    exit code: 1
    --- stdout
    --- stderr
    error: cannot connect to app on 127.0.0.1:1 as postgres: connection refused
    hint: is PostgreSQL running there, and does it listen on this address and port (listen_addresses, port)?
    ");
}

#[test]
fn a_database_that_does_not_exist_is_named() {
    let _stable = stable();
    let run = project().run(&["diff", "-d", &server().url("nowhere")]);
    insta::assert_snapshot!(run, @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: cannot connect to nowhere on the socket [socket]:5432 as postgres: database "nowhere" does not exist (SQLSTATE 3D000)
    hint: check the name (psql -l lists the databases), or create it: createdb nowhere
    "#);
}

#[test]
fn broken_settings_have_file_line_and_column() {
    let _stable = stable();
    let project = project();
    project.write("pgkeel.toml", "[session]\nlock_timeout = \"2s\n");
    insta::assert_snapshot!(project.run(&["diff"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid basic string, expected `"`
      --> pgkeel.toml:2:19
    1 | [session]
    2 | lock_timeout = "2s
      |                   ^
    "#);
    project.write("pgkeel.toml", "[session]\nlock_timeuot = \"2s\"\n");
    insta::assert_snapshot!(project.run(&["diff"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown field `lock_timeuot`, expected one of `lock_timeout`, `lock_retry_for`, `statement_timeout`
      --> pgkeel.toml:2:1
    1 | [session]
    2 | lock_timeuot = "2s"
      | ^
    hint: did you mean `lock_timeout`?
    "#);
}

#[test]
fn unknown_words_are_usage() {
    let _stable = stable();
    let run = project().run(&["difff"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("'diff'"), "{run}");
    let run = project().run(&["diff", "--lock-timeout", "soon"]);
    insta::assert_snapshot!(run, @"
    exit code: 2
    --- stdout
    --- stderr
    error: --lock-timeout: `soon` is not a duration: expected number at 0
    hint: write it like 500ms, 2s, 5m or 1h; 0 is for ever
    ");
    let run = project().run(&["diff", "-C", "nowhere"]);
    insta::assert_snapshot!(run, @"
    exit code: 2
    --- stdout
    --- stderr
    error: the project directory nowhere does not exist
    hint: name it with -C DIR, or run pgkeel inside it
    ");
}

#[test]
fn a_refusal_is_one_json_document_too() {
    for arguments in
        [&["difff", "--format", "json"][..], &["--format=json", "diff", "--nope"], &["diff", "--format", "json", "-C", "x"]]
    {
        let run = project().run(arguments).exits(2);
        let document = run.json();
        assert_eq!((&document["outcome"], &document["exit_code"]), (&"usage".into(), &2.into()), "{run}");
        assert_eq!(run.stderr, "", "{arguments:?}");
    }
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let database = Database::empty();
    let project = project().on(&database);
    assert!(!project.run(&["diff"]).exits(3).stdout.contains('\u{1b}'));
    assert!(project.run(&["diff", "--color", "always"]).exits(3).stdout.contains('\u{1b}'));
    let project = project.with_variable("PGKEEL_COLOR", "always").with_variable("NO_COLOR", "1");
    assert!(!project.run(&["diff", "--color", "auto"]).exits(3).stdout.contains('\u{1b}'));
}

#[test]
fn a_report_that_cannot_be_written_is_no_success() {
    let database = Database::empty();
    for format in ["text", "json"] {
        let full = std::fs::File::create("/dev/full").expect("a full device");
        let project = project().on(&database);
        let mut command = project.command(&["pull", "--output", "-", "--format", format]);
        let output = command.stdout(full).stderr(Stdio::piped()).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

#[test]
fn quiet_says_nothing_where_all_went_well() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    project.write("migrations/V1__a.sql", "CREATE TABLE a (id int);\n");
    let run = project.run(&["migrate", "up", "-q"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let run = project.run(&["migrate", "status", "-q"]).exits(0);
    assert!(run.stdout.contains("V1"), "what was asked for is said: {run}");
}

#[test]
fn quiet_leaves_results_and_errors() {
    let database = Database::empty();
    let run = project().on(&database).run(&["diff", "--quiet"]).exits(3);
    assert!(run.stdout.contains("missing") && run.stderr.is_empty(), "{run}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let database = Database::empty();
    let project = project().on(&database);
    let mut command = project.command(&["diff"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(3), &b""[..]));
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let run = Project::empty().run(&["--help"]).exits(0);
    for word in ["Exit codes", "pgkeel demo", "migrate", "partitions", "matviews", "health", "diff", "pull"] {
        assert!(run.stdout.contains(word), "{word}: {}", run.stdout);
    }
    for command in ["migrate up", "partitions maintain", "matviews refresh", "health", "diff", "pull"] {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        assert!(Project::empty().run(&arguments).exits(0).stdout.contains("Example"), "{command}");
    }
}
