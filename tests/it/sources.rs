//! Where schemas come from: files of SQL and migrations that are replayed, directories, which schemas are compared, and what becomes
//! of scratch databases when things go wrong.

use crate::support::{Database, Project, Run, stable, start_server};

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
}

#[test]
fn a_statement_that_fails_is_shown_at_its_place() {
    let _stable = stable();
    insta::assert_snapshot!(compared("", "SELECT 1;\nCREATE TABLE t (\n  id int,\n  name txet\n);\n"), @"");
}

#[test]
fn everything_that_cannot_be_replayed_is_said_before_anything_runs() {
    let _stable = stable();
    insta::assert_snapshot!(compared("\\i other.sql\n", "CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p;\n"), @"");
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
    assert!(run.stdout.contains("not compared: column order, owners"), "{run}");
    let other = dump.replace("Nobody here", "somebody else");
    let run = compared(dump, &other).exits(3);
    assert!(run.stdout.contains("changed    table t (owner)"), "{run}");
}

#[test]
fn what_cannot_run_in_a_transaction_is_replayed() {
    let sql = "CREATE TABLE t (id int); CREATE INDEX CONCURRENTLY t_id ON t (id); VACUUM t;";
    let _ = compared(sql, "CREATE TABLE t (id int); CREATE INDEX t_id ON t (id);").exits(0);
}

#[test]
fn what_a_file_sets_does_not_leak_into_the_reading_or_the_next_file() {
    let files = [
        ("a.sql", "CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (d date DEFAULT '2020-02-01'); SET DateStyle = 'SQL, DMY'"),
        ("b.sql", "CREATE TABLE u (d date DEFAULT '01/02/2020'); CREATE VIEW app.v AS SELECT d FROM app.t"),
        ("to.sql", "CREATE SCHEMA app; CREATE TABLE app.t (d date DEFAULT '2020-02-01'); CREATE VIEW app.v AS SELECT t.d FROM app.t;
                    CREATE TABLE u (d date DEFAULT '2020-01-02');"),
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
        ("toml/b.toml", "[views]\nv = ' SELECT t.id\n   FROM t'\n"),
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
    assert!(run.stderr.contains("DO … ROLE at to.sql:1 is about the whole server, and only runs on one of pgkeel's own"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM pg_roles WHERE rolname = 'made_by_a_file'"), "0");
}

#[test]
fn a_schema_on_one_side_only_is_a_difference_and_comes_with_its_contents() {
    let project = project(&[("a.sql", "CREATE TABLE t ();"), ("b.sql", "CREATE TABLE t (); CREATE SCHEMA app; CREATE TABLE app.t (id int);")]);
    let run = project.run(&["diff", "a.sql", "b.sql"]).exits(3);
    assert!(run.stdout.contains("missing    schema app") && run.stdout.contains("missing    table app.t"), "{run}");
    for (from, to) in [("a.sql", "b.sql"), ("b.sql", "a.sql")] {
        let run = project.run(&["diff", from, to, "--sql"]).exits(3);
        assert!(run.stdout.contains("-- Proven on "), "{run}");
    }
}

#[test]
fn which_schemas_are_compared_is_said() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); CREATE SCHEMA audit; CREATE TABLE audit.t (id int); CREATE SCHEMA tmp");
    let files = [
        ("schema.toml", "[tables.t.columns]\nid = 'integer'\n"),
        ("both.toml", "schemas = ['public', 'audit']\n[tables.t.columns]\nid = 'integer'\n[tables.'audit.t'.columns]\nid = 'bigint'\n"),
        ("to.sql", "CREATE TABLE t (id int); CREATE SCHEMA audit; CREATE TABLE audit.t (id bigint); CREATE SCHEMA tmp;"),
    ];
    let project = project(&files).on(&database);
    let not_compared = |arguments: &[&str], code: i32| {
        let run = project.run(&[&["diff"], arguments].concat()).exits(code);
        run.stdout.lines().find_map(|line| line.strip_prefix("not compared: ").map(str::to_owned)).unwrap_or_default()
    };
    // The declared side decides; else all count; what is asked for wins.
    assert_eq!(not_compared(&[], 0), "column order, owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "both.toml"], 3), "column order, owners, schema tmp");
    assert_eq!(not_compared(&["live", "to.sql"], 3), "column order, owners");
    assert_eq!(not_compared(&["live", "both.toml", "--schema", "public"], 0), "column order, owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "to.sql", "--schema", "public", "--schema", "tmp"], 0), "column order, owners, schema audit");
    let run = project.run(&["diff", "live", "--schema", "audit"]).exits(2);
    assert!(run.stderr.contains("schema.toml declares the schemas public, and --schema names audit"), "{run}");
    let run = project.run(&["diff", "live", "to.sql", "--schema", "adit"]).exits(2);
    assert!(run.stderr.contains("--schema adit: there is no such schema, neither in "), "{run}");
    project.write("pgkeel.toml", "[drift]\nschemas = ['public']\n");
    assert_eq!(not_compared(&["live", "to.sql"], 0), "column order, owners, schemas audit, tmp");
    assert_eq!(not_compared(&["live", "to.sql", "--schema", "audit"], 3), "column order, owners, schemas public, tmp");
}
