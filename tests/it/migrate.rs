//! `pgkeel migrate`, whole: what it prints, what it leaves, and its exit code.

mod alone;
mod backfill;
mod baseline;
pub mod concurrency;
mod conformance;
mod down;
mod from_diff;
mod import;
mod locks;
mod new;
mod patience;
mod plan;
mod refusals;
mod repair;
mod repeatable;
mod up;
mod variables;
mod verify;

use std::process::Command;

use crate::support::{Database, Project, binaries, stable};

/// A project with these migrations.
fn project(database: &Database, files: &[(&str, &str)]) -> Project {
    let project = Project::empty().on(database);
    std::fs::create_dir(project.path().join("migrations")).expect("a directory");
    for (name, sql) in files {
        project.write(&format!("migrations/{name}"), sql);
    }
    project
}

/// What is recorded as applied.
fn history(database: &Database) -> Vec<String> {
    database.column("SELECT format('V%s__%s', version, name) FROM refinery_schema_history ORDER BY version")
}

fn exists(database: &Database, relation: &str) -> bool {
    database.value(&format!("SELECT to_regclass('{relation}') IS NOT NULL")) == "true"
}

/// As [`stable`], and the times at which migrations were applied.
fn stable_times() -> [insta::internals::SettingsBindDropGuard; 2] {
    let outer = stable();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+Z| UTC)", "[when]");
    // Columns are as wide as what is in them.
    settings.add_filter(r"\[when\] +\[time\] +", "[when]  [time]  ");
    settings.add_filter(r"applied on +took +by", "applied on  took  by");
    settings.add_filter(r#""took_ms":\d+"#, r#""took_ms":[ms]"#);
    // They are dropped in this order.
    [settings.bind_to_scope(), outer]
}

const THREE: [(&str, &str); 3] = [
    ("V1__users.sql", "CREATE TABLE users (id int PRIMARY KEY);\n"),
    ("V2__first_user.sql", "INSERT INTO users VALUES (1);\n"),
    ("V3__bookings.sql", "CREATE TABLE bookings (user_id int REFERENCES users);\n"),
];

#[test]
fn the_first_run_applies_everything_and_the_second_has_nothing_to_do() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "status"]), @"
    exit code: 0
    --- stdout
    version  name        state    applied on  took  by
    V1       users       pending
    V2       first_user  pending
    V3       bookings    pending

    3 migrations: 3 pending
    --- stderr
    ");
    assert!(!exists(&database, "refinery_schema_history"), "status creates nothing");
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r"
    exit code: 0
    --- stdout
    V1__users       [time]
    V2__first_user  [time]
    V3__bookings    [time]
    applied 3 migrations, the newest is V3
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r"
    exit code: 0
    --- stdout
    nothing to apply: 3 migrations are applied, the newest is V3
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "status", "--check"]), @"
    exit code: 0
    --- stdout
    version  name        state    applied on  took  by
    V1       users       applied  [when]  [time]  postgres
    V2       first_user  applied  [when]  [time]  postgres
    V3       bookings    applied  [when]  [time]  postgres

    3 migrations: 3 applied
    --- stderr
    ");
    assert_eq!(database.value("SELECT count(*) FROM users"), "1");
}

#[test]
fn json_reports() {
    let database = Database::empty();
    let project = project(&database, &THREE[..2]);
    let _stable = stable_times();
    let status = project.run(&["migrate", "status", "--check", "--format", "json"]).exits(3).json();
    assert_eq!(status["result"]["pending"], 2);
    let dry_run = project.run(&["migrate", "up", "--dry-run", "--format", "json"]).exits(0).json();
    assert_eq!(dry_run["result"]["plan"]["steps"][1]["title"], "V2__first_user");
    let mut up = project.run(&["migrate", "up", "--format", "json"]).exits(0).json();
    for done in up["result"]["applied"].as_array_mut().unwrap() {
        assert!(done["duration_ms"].take().is_u64());
    }
    insta::assert_snapshot!(serde_json::to_string(&up).unwrap(), @r#"{"schema_version":1,"pgkeel":"0.1.0","command":"migrate up","outcome":"done","exit_code":0,"result":{"applied":[{"version":1,"name":"users","duration_ms":null},{"version":2,"name":"first_user","duration_ms":null}],"repeated":[],"applied_before":0,"pending":0}}"#);
    let status = project.run(&["migrate", "status", "--format", "json"]).exits(0);
    insta::assert_snapshot!(status.json()["result"]["migrations"][0].to_string(), @r#"{"version":1,"name":"users","state":"applied","applied_on":"[when]","took_ms":[ms],"applied_by":"postgres","tool":"pgkeel 0.1.0","statements_done":null,"changes":null,"file":"migrations/V1__users.sql","problem":null}"#);
}

#[test]
fn a_dry_run_prints_the_very_script_and_creates_nothing() {
    let database = Database::empty();
    let project = project(
        &database,
        &[
            ("V1__a.sql", "-- pgkeel: lock-timeout=3s\nCREATE TABLE a (id int);\n-- the end"),
            ("V2__b.sql", "INSERT INTO a VALUES (1) -- without a semicolon;"),
        ],
    );
    let _stable = stable();
    let run = project.run(&["migrate", "up", "--dry-run"]);
    insta::assert_snapshot!(run, @r#"
    exit code: 0
    --- stdout
    -- 1. V1__a: migrations/V1__a.sql
    BEGIN;
    SET LOCAL lock_timeout = '3000ms';
    -- pgkeel: lock-timeout=3s
    CREATE TABLE a (id int);
    -- the end
    ;
    CREATE TABLE IF NOT EXISTS public.refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));
    -- pgkeel's own tables: what refinery's has no column for. They are no part of any schema that is compared.
    CREATE SCHEMA IF NOT EXISTS pgkeel;
    CREATE TABLE IF NOT EXISTS pgkeel.applied_migrations (
        history text, version bigint, name text NOT NULL,
        applied_on timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), took interval,
        applied_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, sql text,
        PRIMARY KEY (history, version)
    );
    CREATE TABLE IF NOT EXISTS pgkeel.migration_journal (
        history text, version bigint, statement integer, sql text, state text NOT NULL,
        target oid, present oid[] NOT NULL DEFAULT '{}',
        began timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), ended timestamptz,
        PRIMARY KEY (history, version, statement)
    );
    INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
    VALUES (1, 'a', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '4320692262296355449');
    INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
    VALUES ('public.refinery_schema_history', 1, 'a', pg_catalog.clock_timestamp() - pg_catalog.now(), 'pgkeel 0.1.0', NULL);
    COMMIT;

    -- 2. V2__b: migrations/V2__b.sql
    BEGIN;
    INSERT INTO a VALUES (1) -- without a semicolon;
    ;
    INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
    VALUES (2, 'b', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '3179951992602542482');
    INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
    VALUES ('public.refinery_schema_history', 2, 'b', pg_catalog.clock_timestamp() - pg_catalog.now(), 'pgkeel 0.1.0', NULL);
    COMMIT;
    --- stderr
    "#);
    assert!(!exists(&database, "a") && !exists(&database, "refinery_schema_history"));
    database.sql(&run.stdout);
    insta::assert_snapshot!(project.run(&["migrate", "up", "--dry-run"]), @r"
    exit code: 0
    --- stdout
    -- nothing to apply: 2 migrations are applied, the newest is V2
    --- stderr
    ");
    assert_eq!(database.value("SELECT count(*) FROM a"), "1");
}

#[test]
fn up_to_a_version() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up", "--to", "2"]), @r"
    exit code: 0
    --- stdout
    V1__users       [time]
    V2__first_user  [time]
    applied 2 migrations, the newest is V2; 1 pending after it
    --- stderr
    ");
    assert_eq!(history(&database), ["V1__users", "V2__first_user"]);
    insta::assert_snapshot!(project.run(&["migrate", "up", "--to", "V1"]), @r"
    exit code: 0
    --- stdout
    nothing to apply: 2 migrations are applied, the newest is V2; 1 pending after it
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "up", "--to", "7"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no migration of version 7 in migrations/
    hint: the newest is V3
    ");
    let _ = project.run(&["migrate", "status"]).exits(0);
    let _ = project.run(&["migrate", "status", "--check"]).exits(3);
}

#[test]
fn a_new_migration_is_the_next_one() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "new", "add_users"]), @r"
    exit code: 0
    --- stdout
    created migrations/V1__add_users.sql
    --- stderr
    ");
    insta::assert_snapshot!(project.read("migrations/V1__add_users.sql"), @r"
    -- V1: add users
    --
    -- It runs in one transaction. How long it may wait for a lock, for example, is said at the top by the line
    -- `-- pgkeel: lock-timeout=5s`.
    ");
    // As it is, it would be recorded as applied without having done anything.
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: the migration is still the template that it began as
      --> migrations/V1__add_users.sql:6:1
    4 | -- `-- pgkeel: lock-timeout=5s`.
    5 | 
    state: nothing was applied
    hint: write its SQL, or delete the file
    ");
    insta::assert_snapshot!(project.run(&["migrate", "new", "add loyalty-tiers"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `add loyalty-tiers` cannot be a migration's name: it takes letters, digits and underscores
    hint: did you mean `add_loyalty_tiers`?
    ");
    let second = project.run(&["migrate", "new", "add_users", "--format", "json"]).exits(0).json();
    assert_eq!(second["result"]["file"], "migrations/V2__add_users.sql");
}

#[test]
fn a_file_without_a_statement_is_applied_with_a_warning() {
    let database = Database::empty();
    let project = project(&database, &[("V1__nothing.sql", "-- left empty on purpose\n")]);
    let run = project.run(&["migrate", "up"]).exits(0);
    assert!(run.stderr.starts_with("warning: migrations/V1__nothing.sql holds no statement\n"), "{}", run.stderr);
    assert_eq!(history(&database), ["V1__nothing"]);
}

#[test]
fn a_dump_is_a_migration() {
    let source = Database::empty();
    source.sql(
        "CREATE TABLE rows (id int PRIMARY KEY, note text); INSERT INTO rows VALUES (1, E'a;\\tb\\n'), (2, NULL), (3, '\\.')",
    );
    let output = Command::new(binaries().directory.join("pg_dump")).arg(&source.url).output().unwrap();
    let dump = String::from_utf8(output.stdout).unwrap();
    assert!(dump.contains("COPY public.rows"), "{dump}");
    let database = Database::empty();
    let project = project(
        &database,
        &[
            ("V1__dump.sql", &format!("\\restrict abc\n{dump}\\unrestrict abc\n")),
            ("V2__next.sql", "INSERT INTO rows VALUES (4)"),
        ],
    );
    let _ = project.run(&["migrate", "up"]).exits(0);
    let rows = "SELECT format('%s %s', id, note) FROM rows ORDER BY id";
    assert_eq!(database.column(rows)[..3], source.column(rows));
    assert_eq!(database.value("SELECT count(*) FROM rows"), "4");
    // A fault in the rows, and one after them, are at their places.
    project.write("migrations/V3__rows.sql", "COPY rows FROM stdin;\n5\tfive\nsix\t6\n\\.\n");
    let run = project.run(&["migrate", "up"]).exits(1);
    assert!(run.stderr.contains("  --> migrations/V3__rows.sql:1:1\n") && run.stderr.contains("COPY rows, line 2"), "{run}");
    project.write("migrations/V3__rows.sql", "SELECT 1;\nCOPY rows FROM stdin;\n5\tfive\n\\.\nSELECT 2;\nSELECT 1/0;\n");
    let run = project.run(&["migrate", "up"]).exits(1);
    assert!(run.stderr.contains("  --> migrations/V3__rows.sql:6:1\n"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM rows"), "4");
    project.write("migrations/V3__rows.sql", "COPY rows FROM stdin; SELECT 1;\n");
    let run = project.run(&["migrate", "up"]).exits(2);
    assert!(run.stderr.contains("the rows of `COPY … FROM stdin` are not there"), "{run}");
}

#[test]
fn a_required_extension_is_looked_for_before_anything_runs() {
    let database = Database::empty();
    let project = project(
        &database,
        &[THREE[0], ("V2__a.sql", "-- pgkeel: requires-extension=hstore, requires-extension=no_such\nSELECT 1")],
    );
    let refused = project.run(&["migrate", "up"]).exits(1);
    assert!(refused.stderr.contains("V2__a requires the extension hstore"), "{refused}");
    assert!(refused.stderr.contains("hint: make it in an earlier migration: CREATE EXTENSION hstore"), "{refused}");
    assert!(refused.stderr.contains("hint: the server does not offer it"), "{refused}");
    assert!(!exists(&database, "users"));
    project.write("migrations/V1__users.sql", "CREATE EXTENSION hstore");
    project.write("migrations/V2__a.sql", "-- pgkeel: requires-extension=hstore\nSELECT 1");
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("migrations/V3__b.sql", "-- pgkeel: requires-extension=hstore\nSELECT 1");
    let _ = project.run(&["migrate", "up"]).exits(0);
}

#[test]
fn what_one_file_sets_the_next_does_not_see() {
    let database = Database::empty();
    let role = format!("owner_{}", database.name);
    database.sql(&format!("CREATE ROLE {role}; GRANT CREATE ON SCHEMA public TO {role}"));
    let read = "CREATE TABLE seen AS SELECT current_setting('statement_timeout') AS timeout, current_user::text AS role";
    let project = project(
        &database,
        &[
            (
                "V1__sets.sql",
                &format!("SET statement_timeout = '7s'; SET search_path = ''; SET ROLE {role}; CREATE TABLE public.theirs ()"),
            ),
            ("V2__reads.sql", read),
            ("V3__dump.sql", "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.dumped ();\n"),
            (
                "V4__directive.sql",
                "-- pgkeel: statement-timeout=90s\nINSERT INTO seen SELECT current_setting('statement_timeout')",
            ),
            ("V5__reads.sql", "INSERT INTO seen SELECT current_setting('statement_timeout')"),
        ],
    );
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.value("SELECT relowner::regrole FROM pg_class WHERE relname = 'theirs'"), role);
    assert_eq!(database.value("SELECT relowner::regrole FROM pg_class WHERE relname = 'seen'"), "postgres");
    assert_eq!(database.column("SELECT timeout FROM seen"), ["0", "90s", "0"]);
    assert_eq!(database.value("SELECT role FROM seen WHERE role IS NOT NULL"), "postgres");
    assert_eq!(database.value("SELECT count(DISTINCT relowner) FROM pg_class WHERE relname = 'refinery_schema_history'"), "1");
    assert_eq!(history(&database).len(), 5);
}

#[test]
fn a_directive_bounds_its_own_file() {
    let database = Database::empty();
    let project = project(&database, &[("V1__slow.sql", "-- pgkeel: statement-timeout=20ms\nSELECT pg_sleep(30)")]);
    let run = project.run(&["migrate", "up"]).exits(1);
    assert!(run.stderr.contains("canceling statement due to statement timeout"), "{run}");
    assert!(run.stderr.contains("hint: allow it more time"), "{run}");
}

#[test]
fn the_first_migration_may_make_the_schema_that_the_history_is_in() {
    let database = Database::empty();
    let project = project(&database, &[("V1__schema.sql", "CREATE SCHEMA app; CREATE TABLE app.a ()")]);
    project.write("pgkeel.toml", "[drift]\nschemas = [\"app\"]\n");
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.column("SELECT name FROM app.refinery_schema_history"), ["schema"]);
    let run = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(run.stdout, "nothing to apply: 1 migration is applied, V1\n");
}

#[test]
fn a_role_that_may_only_read_can_look() {
    let database = Database::empty();
    let migrator = project(&database, &THREE);
    let role = format!("reader_{}", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN"));
    let url = database.url.replace("postgres://postgres@", &format!("postgres://{role}@"));
    let reader = |project: &Project, arguments: &[&str]| project.run(&[arguments, &["-d", &url]].concat());
    assert!(reader(&migrator, &["migrate", "up", "--dry-run"]).exits(0).stdout.contains("CREATE TABLE users"));
    let _ = migrator.run(&["migrate", "up"]).exits(0);
    let refused = reader(&migrator, &["migrate", "status"]).exits(1);
    let hint = "hint: GRANT SELECT ON public.refinery_schema_history TO this role; `migrate up` needs INSERT too";
    assert!(refused.stderr.contains(hint), "{}", refused.stderr);
    database.sql(&format!("GRANT SELECT ON refinery_schema_history TO {role}"));
    for command in ["status", "up"] {
        let _ = reader(&migrator, &["migrate", command]).exits(0);
    }
}

#[test]
fn another_project_is_named_as_given() {
    let database = Database::empty();
    let project = project(&database, &[("V1__a.sql", "SELEKT 1")]);
    let path = project.path().to_str().unwrap();
    let run = Project::empty().on(&database).run(&["-C", path, "migrate", "up"]).exits(1);
    assert!(run.stderr.contains(&format!("  --> {path}/migrations/V1__a.sql:1:1\n")), "{}", run.stderr);
}
