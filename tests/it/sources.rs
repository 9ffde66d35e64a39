//! Where schemas come from: files of SQL and migrations that are replayed, directories, which schemas are compared, and what becomes
//! of scratch databases when things go wrong.

use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgkeel::postgres::ephemeral::{Options, Server};
use pgkeel::postgres::scratch::{Places, Scratch};
use pgkeel::postgres::session::Setup;

use crate::law::apply;
use crate::support::{Database, Project, Run, binaries, block_on, connect, eventually, resolve, server, stable, start_server};

/// A project of these files, without a database.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::empty();
    for (name, text) in files {
        project.write(name, text);
    }
    project
}

fn compared(from: &str, to: &str) -> Run {
    project(&[("from.sql", from), ("to.sql", to)]).run(&["diff", "from.sql", "to.sql"])
}

#[test]
fn two_files_are_planned_with_no_database_at_all() {
    let project = project(&[
        ("old.sql", "CREATE TABLE t (id int PRIMARY KEY);"),
        ("new.sql", "CREATE TABLE t (id int PRIMARY KEY, name text);"),
    ]);
    let run = project.run(&["diff", "old.sql", "new.sql", "--sql"]).exits(3);
    assert!(run.stdout.starts_with("-- From old.sql to new.sql: 1 difference: 1 missing.\n-- Proven on an embedded "), "{run}");
    assert!(run.stdout.contains("\nALTER TABLE public.t ADD COLUMN name text;\n"), "{run}");
    let _ = project.run(&["diff", "old.sql", "old.sql"]).exits(0);
    // What is found stands in a file that is there.
    let annotations = project.run(&["diff", "old.sql", "new.sql", "--format", "github"]).exits(3);
    assert!(annotations.stdout.starts_with("::error file=new.sql,line=1,title=missing%3A column t.name::"), "{annotations}");
}

#[test]
fn a_statement_that_fails_is_shown_at_its_place() {
    let _stable = stable();
    insta::assert_snapshot!(compared("", "SELECT 1;\nCREATE TABLE t (\n  id int,\n  name txet\n);\n"), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: type "txet" does not exist (SQLSTATE 42704)
      --> to.sql:4:8
    2 | CREATE TABLE t (
    3 |   id int,
    4 |   name txet
      |        ^
    state: nothing was changed: this was a scratch database
    "#);
}

#[test]
fn everything_that_cannot_be_replayed_is_said_before_anything_runs() {
    let _stable = stable();
    let wrong = "CREATE ROLE x;\n\\i other.sql\nCREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p;\n";
    insta::assert_snapshot!(compared("", wrong), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `\i` is a command of psql, which the server does not know
      --> to.sql:2:1
    1 | CREATE ROLE x;
    2 | \i other.sql
      | ^
    hint: write what it does in SQL
    error: this statement cannot be replayed: it would connect to the publisher, unless CREATE SUBSCRIPTION says `connect = false`
      --> to.sql:3:1
    1 | CREATE ROLE x;
    2 | \i other.sql
    3 | CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p;
      | ^
    error: 2 statements of to.sql cannot be replayed
    ");
    let run = compared("", "SELECT 1;\nBEGIN;\nCREATE TABLE t ();\n").exits(2);
    assert!(run.stderr.contains("the file ends in the middle of a transaction"), "{run}");
}

#[test]
fn a_dump_loads_with_its_rows_roles_and_settings() {
    let dump = "\\restrict abc\nSET statement_timeout = 0;\nSET made_up_by_a_newer_version = 0;\n\
                SELECT pg_catalog.set_config('search_path', '', false);\nCREATE SCHEMA public;\n\
                CREATE TABLE public.t (id integer NOT NULL, name text);\nALTER TABLE public.t OWNER TO \"Nobody here\";\n\
                COPY public.t (id, name) FROM stdin;\n1\tone; \\N\n\\.\n\n\
                ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);\n\
                GRANT SELECT ON TABLE public.t TO somebody;\n\\unrestrict abc\n";
    let plain = "CREATE TABLE t (id int PRIMARY KEY, name text); CREATE ROLE somebody; GRANT SELECT ON t TO somebody;";
    let run = compared(plain, dump).exits(0);
    assert!(run.stdout.contains("not compared: owners"), "{run}");
    let other = dump.replace("Nobody here", "somebody else");
    let run = compared(dump, &other).exits(3);
    assert!(run.stdout.contains("changed    table t (owner)"), "{run}");
    // An owner that one side alone names is left open, and that is said.
    let run = compared(
        &format!("{dump}CREATE TABLE public.u ();"),
        &format!("{dump}CREATE TABLE public.u (); ALTER TABLE public.u OWNER TO x"),
    );
    assert!(run.exits(0).stdout.contains("not compared: owners"));
}

#[test]
fn what_cannot_run_in_a_transaction_is_replayed() {
    let sql = "CREATE TABLE t (id int); CREATE INDEX CONCURRENTLY t_id ON t (id); VACUUM t;";
    let _ = compared(sql, "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);").exits(0);
}

#[test]
fn what_a_file_sets_does_not_leak_into_the_reading_or_the_next_file() {
    let files = [
        (
            "a.sql",
            "CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (d date DEFAULT '2020-02-01'); SET DateStyle = 'SQL, DMY'",
        ),
        ("b.sql", "CREATE TABLE u (d date DEFAULT '2020-01-02'); CREATE VIEW app.v AS SELECT d FROM app.t"),
        (
            "to.sql",
            "CREATE SCHEMA app; CREATE TABLE app.t (d date DEFAULT '2020-02-01'); CREATE VIEW app.v AS SELECT t.d FROM app.t;
                    CREATE TABLE u (d date DEFAULT '2020-01-02');",
        ),
    ];
    let _ = project(&files).run(&["diff", "a.sql,b.sql", "to.sql"]).exits(0);
}

#[test]
fn migrations_are_replayed_in_the_order_of_their_versions() {
    let project = project(&[
        ("migrations/V2__column.sql", "ALTER TABLE t ADD name text;"),
        ("migrations/V2__column.down.sql", "ALTER TABLE t DROP name;"),
        ("migrations/V1__table.sql", "LOCK TABLE pg_class; CREATE TABLE t (id int); SET LOCAL ROLE reader; RESET ROLE;"),
        ("migrations/U10__index.sql", "CREATE INDEX CONCURRENTLY t_name ON t (name);"),
        ("to.sql", "CREATE TABLE t (id int, name text); CREATE INDEX t_name ON t (name);"),
    ]);
    let _ = project.run(&["diff", "migrations", "to.sql"]).exits(0);
    let run = project.run(&["diff", "migrations/", "to.sql", "--format", "json"]).exits(0);
    assert_eq!(run.json()["result"]["from"], "migrations/");
    project.write("migrations/notes.sql", "");
    let run = project.run(&["diff", "migrations/", "to.sql"]).exits(2);
    assert!(run.stderr.contains("`notes.sql` is no migration's name"), "{run}");
}

#[test]
fn the_migrations_of_a_live_database_make_it() {
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["diff", "live", "migrations/"]).exits(0);
    database.sql("ALTER TABLE users ADD nickname text");
    let run = project.run(&["diff", "live", "migrations/"]).exits(3);
    assert!(run.stdout.contains("unexpected column nickname"), "{run}");
}

#[test]
fn directories_patterns_and_lists_are_files_in_the_order_of_their_names() {
    let project = project(&[
        ("schema/2_view.sql", "CREATE VIEW v AS SELECT id FROM t;"),
        ("schema/1_table.sql", "CREATE TABLE t (id int);"),
        ("toml/a.toml", "schemas = ['public']\n[tables.t.columns]\nid = 'integer'\n"),
        ("toml/b.toml", "[views]\nv = 'SELECT id FROM t'\n"),
    ]);
    for from in ["schema/", "schema/*.sql", "schema/1_table.sql,schema/2_view.sql"] {
        let _ = project.run(&["diff", from, "toml"]).exits(0);
    }
    let _ = project.run(&["diff", "schema/2_view.sql,schema/1_table.sql", "toml"]).exits(1);
    project.write("toml/c.sql", "");
    let run = project.run(&["diff", "toml", "schema"]).exits(2);
    assert!(run.stderr.contains("toml/ holds .toml and .sql files: which of them are the schema?"), "{run}");
    for (from, message) in [
        ("nowhere.sql", "nowhere.sql does not exist"),
        ("no*.sql", "`no*.sql` matches no .sql file"),
        ("nothing", "`nothing` is no schema source"),
    ] {
        let run = project.run(&["diff", from, "schema"]).exits(2);
        assert!(run.stderr.contains(message), "{run}");
    }
}

#[test]
fn what_is_about_the_whole_server_never_runs_on_somebodys() {
    let server = start_server(&[]);
    let database = Database::empty_on(&server);
    let project = project(&[("to.sql", "DO $$ BEGIN CREATE ROLE made_by_a_file; END $$; CREATE TABLE t ();")]).on(&database);
    let run = project.run(&["diff", "live", "to.sql", "--scratch-url", &server.url("postgres")]).exits(3);
    assert!(run.stdout.contains("missing    table t"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM pg_roles WHERE rolname = 'made_by_a_file'"), "0");
    let nowhere = tempfile::tempdir().expect("a directory");
    let project = project.with_variable("PGKEEL_PG_BIN", nowhere.path().to_str().expect("UTF-8"));
    let run = project.run(&["diff", "live", "to.sql"]).exits(1);
    assert!(
        run.stderr.contains("DO … ROLE at to.sql:1 is about the whole server, and only runs on one of pgkeel's own"),
        "{run}"
    );
    assert_eq!(database.value("SELECT count(*) FROM pg_roles WHERE rolname = 'made_by_a_file'"), "0");
}

/// Plans the way between two databases, runs it, and finds nothing left; gives the plan.
fn reconciled(from: &str, to: &str) -> String {
    let (is, should) = (Database::empty(), Database::empty());
    is.sql(from);
    should.sql(to);
    let project = Project::empty().on(&is);
    let plan = project.run(&["diff", "live", &should.url, "--sql"]).exits(3);
    assert!(plan.stdout.contains("-- Proven on "), "{plan}");
    apply(&is, &plan.stdout);
    let _ = project.run(&["diff", "live", &should.url]).exits(0);
    plan.stdout
}

const TWO_SCHEMAS: &str = "
    CREATE SCHEMA app; CREATE SCHEMA \"Odd one\";
    CREATE TYPE app.mood AS ENUM ('a', 'b');
    CREATE TABLE t (id int PRIMARY KEY, m app.mood DEFAULT 'a');
    CREATE TABLE app.t (id int PRIMARY KEY REFERENCES public.t, x text);
    CREATE VIEW \"Odd one\".v AS SELECT t.id, u.m FROM app.t JOIN public.t u USING (id);
    CREATE FUNCTION app.f(app.mood) RETURNS app.mood LANGUAGE sql AS 'SELECT $1';
    CREATE SEQUENCE \"Odd one\".\"S q\"; COMMENT ON SCHEMA app IS 'old'";
const TWO_OTHERS: &str = "
    CREATE SCHEMA app; CREATE SCHEMA other;
    CREATE TYPE app.mood AS ENUM ('a', 'b', 'c');
    CREATE TABLE t (id bigint PRIMARY KEY, m app.mood DEFAULT 'b');
    CREATE TABLE app.t (id bigint PRIMARY KEY REFERENCES public.t, x text, y app.mood);
    CREATE VIEW other.v AS SELECT t.id, u.m FROM app.t JOIN public.t u USING (id);
    CREATE FUNCTION app.f(app.mood) RETURNS app.mood LANGUAGE sql AS 'SELECT $1 -- other';
    CREATE TABLE other.x (a app.mood, f app.mood GENERATED ALWAYS AS (a) STORED); COMMENT ON SCHEMA app IS 'new'";
const WITHOUT_PUBLIC: &str = "DROP SCHEMA public; CREATE SCHEMA app; CREATE TABLE app.t (id int, c text)";

#[test]
fn schemas_come_and_go_with_their_contents() {
    let plan = reconciled(TWO_SCHEMAS, TWO_OTHERS);
    assert!(plan.contains("\nCREATE SCHEMA IF NOT EXISTS other;\n") && plan.contains("\nDROP SCHEMA \"Odd one\";\n"), "{plan}");
    reconciled(TWO_OTHERS, TWO_SCHEMAS);
}

#[test]
fn the_schema_public_comes_and_goes_as_any_other() {
    let plan =
        reconciled(WITHOUT_PUBLIC, "CREATE SCHEMA app; CREATE TABLE app.t (id int, c varchar(3)); CREATE TABLE t (id int)");
    assert!(plan.contains("\nCREATE SCHEMA IF NOT EXISTS public;\n"), "{plan}");
    reconciled(TWO_OTHERS, WITHOUT_PUBLIC);
    reconciled(WITHOUT_PUBLIC, TWO_SCHEMAS);
}

#[test]
fn which_schemas_are_compared_is_said() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); CREATE SCHEMA audit; CREATE TABLE audit.t (id int); CREATE SCHEMA tmp");
    let files = [
        ("schema.toml", "[tables.t.columns]\nid = 'integer'\n"),
        (
            "both.toml",
            "schemas = ['public', 'audit']\n[tables.t.columns]\nid = 'integer'\n[tables.'audit.t'.columns]\nid = 'bigint'\n",
        ),
        ("to.sql", "CREATE TABLE t (id int); CREATE SCHEMA audit; CREATE TABLE audit.t (id bigint); CREATE SCHEMA tmp;"),
    ];
    let project = project(&files).on(&database);
    let not_compared = |arguments: &[&str], code: i32| {
        let run = project.run(&[&["diff"], arguments].concat()).exits(code);
        run.stdout.lines().find_map(|line| line.strip_prefix("not compared: ").map(str::to_owned)).unwrap_or_default()
    };
    // The declared side decides; else all count; what is asked for wins.
    assert_eq!(not_compared(&[], 0), "owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "both.toml"], 3), "owners, schema tmp");
    assert_eq!(not_compared(&["live", "to.sql"], 3), "owners");
    assert_eq!(not_compared(&["live", "both.toml", "--schema", "public"], 0), "owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "to.sql", "--schema", "public", "--schema", "tmp"], 0), "owners, schema audit");
    let run = project.run(&["diff", "live", "--schema", "audit"]).exits(2);
    assert!(run.stderr.contains("schema.toml declares the schemas public, and --schema names audit"), "{run}");
    let run = project.run(&["diff", "live", "to.sql", "--schema", "adit"]).exits(2);
    assert!(run.stderr.contains("--schema adit: there is no such schema, neither in "), "{run}");
    project.write("pgkeel.toml", "[drift]\nschemas = ['public']\n");
    assert_eq!(not_compared(&["live", "to.sql"], 0), "owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "to.sql", "--schema", "audit"], 3), "owners, schemas public, tmp");
    // What a pattern means without a schema is what the declared side means.
    project.write("pgkeel.toml", "");
    project.write("app.toml", "schemas = ['audit']\n[tables.t.columns]\nid = 'bigint'\n");
    assert_eq!(
        not_compared(&["live", "app.toml", "--only", "table:t"], 3),
        "owners, schemas public, tmp, what --only does not name"
    );
}

/// The scratch databases on a server.
fn scratch_databases(server: &Server) -> Vec<String> {
    block_on(async {
        let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE 'pgkeel%' ORDER BY 1";
        let rows = connect(&server.url("postgres")).await.query(sql, &[]).await.expect("a list");
        rows.iter().map(|row| row.get(0)).collect()
    })
}

/// How many sessions there are in scratch databases, and how many of them sleep.
fn sessions(server: &Server, asleep: bool) -> i64 {
    block_on(async {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'pgkeel%' AND (NOT $1 OR wait_event = 'PgSleep')";
        connect(&server.url("postgres")).await.query_one(sql, &[&asleep]).await.expect("a number").get(0)
    })
}

/// A run whose replay sleeps on this server.
fn sleeping(server: &Server) -> (Project, Child) {
    let project = project(&[("slow.sql", "CREATE TABLE t ();\nSELECT pg_sleep(300);\n"), ("quick.sql", "CREATE TABLE t ();")]);
    let url = server.url("postgres");
    let mut command = project.command(&["diff", "slow.sql", "quick.sql", "--scratch-url", &url]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    eventually("the replay sleeps", || sessions(server, true) == 1);
    (project, child)
}

#[test]
fn what_a_killed_run_leaves_is_dropped_by_the_next_and_what_a_living_one_uses_is_not() {
    let server = start_server(&[]);
    let url = server.url("postgres");
    let (project, mut living) = sleeping(&server);
    let in_use = scratch_databases(&server);
    let [name] = in_use.as_slice() else { panic!("{in_use:?}") };
    // Whose and when: the beginning and the process id of the session that made it, a number, the machine.
    let parts: Vec<&str> = name.splitn(6, '_').collect();
    let maker = block_on(async {
        let sql = "SELECT to_char(backend_start AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"') FROM pg_stat_activity WHERE pid::text = $1";
        connect(&url).await.query_one(sql, &[&parts[3]]).await.expect("the maker").get::<_, String>(0)
    });
    assert_eq!((parts[2], parts[4]), (maker.as_str(), "1"));
    assert!(!parts[5].is_empty());

    // Beside a living run, with a database of its own: one that nobody is connected to yet.
    let places = || Places {
        given: Some(resolve(&url)),
        beside: None,
        embedded: Ok(binaries()),
        options: Options::default(),
        version: None,
    };
    block_on(async {
        let setup = Setup::quiet(vec!["public".into()], pgkeel::interrupt::Interrupt::never());
        let open = async || Scratch::open(&places(), &setup).await.expect("no interruption").expect("a place");
        let (one, other) = tokio::join!(open(), open());
        let work = one.with_database(async |session| {
            let mine: String = session.query_one("SELECT current_database()::text", &[]).await?.get(0);
            other.with_database(async |_| open().await.with_database(async |_| Ok(())).await).await?;
            assert!(scratch_databases_of(&url).await.contains(&mine));
            Ok(())
        });
        Box::pin(work).await.expect("nobody dropped it");
    });
    let quick = project.run(&["diff", "quick.sql", "quick.sql", "--scratch-url", &url]).exits(0);
    assert_eq!(quick.stderr, "");
    assert_eq!(scratch_databases(&server), in_use);

    living.kill().unwrap();
    living.wait().unwrap();
    // Until PostgreSQL notices, a second at most from 14 on, the database is in use; 13 sleeps on.
    block_on(async {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'pgkeel%'";
        connect(&url).await.query(sql, &[]).await.expect("its end");
    });
    eventually("its sessions end", || sessions(&server, false) == 0);
    assert_eq!(scratch_databases(&server), in_use);
    let _ = project.run(&["diff", "quick.sql", "quick.sql", "--scratch-url", &url]).exits(0);
    assert_eq!(scratch_databases(&server), [""; 0]);
}

async fn scratch_databases_of(url: &str) -> Vec<String> {
    let rows = connect(url).await.query("SELECT datname::text FROM pg_database WHERE datname LIKE 'pgkeel%'", &[]).await;
    rows.expect("a list").iter().map(|row| row.get(0)).collect()
}

#[test]
fn an_interrupted_run_drops_its_scratch_database() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let server = start_server(&[]);
        let (_project, child) = sleeping(&server);
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&format!("interrupted by {signal}")), "{stderr}");
        assert_eq!(scratch_databases(&server), [""; 0], "{stderr}");
    }
}

#[test]
fn a_scratch_database_is_dropped_also_when_the_work_on_it_panics() {
    let server = start_server(&[]);
    let places = Places {
        given: Some(resolve(&server.url("postgres"))),
        beside: None,
        embedded: Ok(binaries()),
        options: Options::default(),
        version: None,
    };
    let panic = std::thread::scope(|scope| {
        let work = || {
            block_on(async {
                let setup = Setup::quiet(vec!["public".into()], pgkeel::interrupt::Interrupt::never());
                let scratch = Scratch::open(&places, &setup).await.expect("no interruption").expect("a place");
                let work = async |_: &pgkeel::postgres::session::Session| -> pgkeel::error::Result<()> { panic!("on purpose") };
                scratch.with_database(work).await
            })
        };
        scope.spawn(work).join().expect_err("it panics")
    });
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
    assert_eq!(scratch_databases(&server), [""; 0]);
}

#[test]
fn a_role_that_may_only_read_compares_with_the_scratch_database_elsewhere() {
    let database = Database::empty();
    database
        .sql("CREATE SCHEMA app; CREATE TABLE app.t (id int); CREATE TABLE t (status varchar(9) CHECK (status IN ('a', 'b')))");
    database.sql(
        "DO $$ BEGIN CREATE ROLE only_reads LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
         ALTER ROLE only_reads SET default_transaction_read_only = on; REVOKE ALL ON SCHEMA public FROM PUBLIC;
         GRANT USAGE ON SCHEMA public, app TO only_reads",
    );
    let url = database.url.replace("postgres://postgres@", "postgres://only_reads@");
    let to = "CREATE SCHEMA app; CREATE TABLE app.t (id int);
              CREATE TABLE t (status varchar(9) CHECK (status IN ('a', 'b')), extra int);
              REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public, app TO only_reads;";
    let project = project(&[("to.sql", to)]).with_variable("PGKEEL_DATABASE_URL", &url);
    let scratch = start_server(&[]);
    let url = scratch.url("postgres");
    for elsewhere in [&["--scratch-url", &*url][..], &[], &["--read-only"]] {
        let run = project.run(&[&["diff", "live", "to.sql", "--sql"], elsewhere].concat()).exits(3);
        assert!(run.stdout.contains("1 difference: 1 missing.\n-- Proven on "), "{run}");
    }
    assert_eq!(scratch_databases(&scratch), [""; 0]);
}

#[test]
fn what_a_scratch_role_may_not_create_is_created_on_an_embedded_server() {
    let database = Database::empty();
    database.sql("DO $$ BEGIN CREATE ROLE no_superuser LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    database.sql("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE TABLE t (id int)");
    let url = database.url.replace("postgres://postgres@", "postgres://no_superuser@");
    let to = "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE TABLE t (id bigint);";
    let toml = "[foreign_data_wrappers]\nw = 'create foreign data wrapper w'\n[servers]\ns = 'create server s foreign data wrapper w'\n\
                [tables.t.columns]\nid = 'int8'\n";
    let project = project(&[("to.sql", to), ("schema.toml", toml)]).with_variable("PGKEEL_DATABASE_URL", &url);
    for to in ["to.sql", "schema.toml"] {
        let run = project.run(&["diff", "live", to, "--sql"]).exits(3);
        let place = format!("-- Proven on an embedded PostgreSQL {}: 1 step, 0 differences left.", server().version());
        assert!(run.stdout.contains(&place), "{run}");
    }
}
