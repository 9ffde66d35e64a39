//! `pgkeel diff` as a person meets it: what it says, what it refuses, where it compares. Plans are judged in `law`.

mod formats;

use std::path::Path;

use pgkeel::migration::statements;

use crate::law::{apply, sides};
use crate::support::{Database, Held, Project, Run, block_on, connect, server, stable, start_server, torture};

#[test]
fn what_differs_only_in_spelling_is_in_sync() {
    let (from, to) = sides("spelling_only");
    let project = Project::empty().on(&from);
    let run = project.run(&["diff", "live", &to.url]).exits(0);
    assert!(run.stdout.starts_with("in sync: "), "{}", run.stdout);
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
    not compared: owners
    --- stderr
    ");
}

#[test]
fn a_constraint_declared_within_its_column_is_missed_where_it_is_missing() {
    let schema = "[tables.t.columns]\nid = \"integer primary key\"\nparent = \"integer references t check (parent > 0)\"\n";
    let run = diff_of(schema, "CREATE TABLE t (id int NOT NULL, parent int)", &["diff", "--format", "json"]).exits(3);
    let result = &run.json()["result"];
    let missing: Vec<&str> =
        result["differences"].as_array().expect("a list").iter().filter_map(|each| each["object"].as_str()).collect();
    assert_eq!(missing, ["t_parent_check", "t_parent_fkey", "t_pkey"].map(|name| format!("constraint public.t.{name}")));
}

#[test]
fn a_function_declared_under_another_spelling_of_its_arguments_is_compared() {
    let declared = |body: &str| format!("[functions]\n\"f(varchar)\" = \"(a varchar) returns int language sql as '{body}'\"\n");
    let live = "CREATE FUNCTION f(a varchar) RETURNS int LANGUAGE sql AS 'SELECT 1'";
    let _ = diff_of(&declared("SELECT 1"), live, &["diff"]).exits(0);
    let run = diff_of(&declared("SELECT 2"), live, &["diff"]).exits(3);
    assert!(run.stdout.contains("changed    function f(character varying)"), "{}", run.stdout);
}

#[test]
fn an_invalid_index_is_drift_also_after_pull() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); CREATE INDEX t_id ON t (id); INSERT INTO t VALUES (1)");
    database.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_id'::regclass");
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("changed    index t_id (state)"), "{}", run.stdout);
    let plan = project.run(&["diff", "--sql"]).exits(3);
    apply(&database, &plan.stdout);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn a_managed_schema_that_is_missing_is_created_first_and_never_pulled() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    project.write("pgkeel.toml", "[drift]\nschemas = [\"public\", \"Other one\"]\n");
    project
        .write("schema.toml", "schemas = [\"public\", \"Other one\"]\n[tables.'\"Other one\".t'.columns]\nid = \"integer\"\n");
    let run = project.run(&["pull", "-o", "-"]).exits(1);
    assert!(run.stderr.contains("there is no schema Other one in "), "{}", run.stderr);
    let plan = project.run(&["diff", "--sql"]).exits(3);
    apply(&database, &plan.stdout);
    let _ = project.run(&["diff"]).exits(0);
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn a_column_made_an_identity_goes_on_from_where_it_was() {
    let (from, to) = sides("serial_made_identity");
    from.sql(
        "INSERT INTO t (id, n) VALUES (41, NULL), (7, NULL); UPDATE t SET n = id; ALTER TABLE t ALTER n SET NOT NULL;
         SELECT setval('t_id_seq', 41)",
    );
    let plan = Project::empty().on(&from).run(&["diff", "live", &to.url, "--sql"]).exits(3);
    apply(&from, &plan.stdout);
    from.sql("INSERT INTO t DEFAULT VALUES");
    assert_eq!(from.column("SELECT id || ' ' || n FROM t ORDER BY id"), ["7 7", "41 41", "42 42"]);
}

#[test]
fn a_narrowed_column_never_cuts_what_is_in_it() {
    let (from, to) = sides("types_narrowed");
    from.sql("INSERT INTO t (a) VALUES ('longer than ten characters')");
    let plan = Project::empty().on(&from).run(&["diff", "live", &to.url, "--sql"]).exits(3);
    let first = statements::split(&plan.stdout)
        .iter()
        .map(|each| plan.stdout[each.start..each.end].to_owned())
        .find(|sql| sql.contains("ALTER COLUMN a TYPE"))
        .expect("a step");
    let refused = block_on(async { connect(&from.url).await.simple(&first).await }).unwrap_err();
    assert_eq!(refused.sqlstate(), Some("22001"));
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
    error: unknown key `colums`, expected one of partition_by, comment, owner, privileges, security_labels, persistence, inherits, of_type, access_method, with, tablespace, replica_identity, cluster_on, row_level_security, made_by, columns, constraints, indexes, triggers, policies, rules, inherited_columns, inherited_constraints, partitions, settings, comments
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
    error: schema.toml does not exist
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
fn what_is_no_matter_of_spelling_needs_no_scratch_database() {
    let [is, should] = ["int, note varchar(10)", "bigint, note text, more int"].map(|columns| {
        let database = Database::empty();
        database.sql(&format!(
            "CREATE TABLE t (id {columns}); CREATE INDEX i ON t ({})",
            if columns.starts_with("int") { "id" } else { "note" }
        ));
        database
    });
    let nowhere = tempfile::tempdir().expect("a directory");
    let project = Project::empty().on(&is).with_variable("PGKEEL_PG_BIN", nowhere.path().to_str().expect("UTF-8"));
    let differs = || project.run(&["diff", "live", &should.url, "--read-only"]).exits(3);
    let run = differs();
    assert!(!run.stdout.contains("compared as text"), "{run}");
    assert!(run.stdout.contains("4 differences: 1 missing, 3 changed"), "{run}");
    is.sql("ALTER TABLE t ADD CHECK (note IN ('a', 'b'))");
    should.sql("ALTER TABLE t ADD CHECK (note IN ('a', 'c'))");
    let run = differs();
    assert!(run.stdout.contains("note: compared as text, without a scratch database"), "{run}");
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
    assert!(run.stderr.contains("a plan is only made when it can be proven"), "{}", run.stderr);
}

#[test]
fn a_change_that_postgres_cannot_make_is_said_and_fails() {
    let database = Database::empty();
    database.sql("CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (e e) PARTITION BY LIST (e)");
    let project = Project::empty().on(&database);
    project.write("schema.toml", "[enums]\ne = ['b']\n[tables.t]\npartition_by = 'list (e)'\n[tables.t.columns]\ne = 'e'\n");
    let run = project.run(&["diff", "--sql"]).exits(1);
    assert!(run.stdout.contains("-- Not in this plan: column t.e is to have another type"), "{}", run.stdout);
    assert!(run.stdout.contains("-- NO PLAN; these differences are left:"), "{}", run.stdout);
}

#[test]
fn what_the_file_leaves_open_is_said_aloud() {
    let run = diff_of(
        "[extensions]\npg_trgm = {}\n[tables.t.columns]\nid = 'integer'\n",
        "CREATE EXTENSION pg_trgm; CREATE TABLE t (id int)",
        &["diff"],
    )
    .exits(0);
    assert!(run.stdout.contains("not compared: owners, extension versions\n"), "{}", run.stdout);
}

#[test]
fn what_stands_beside_definitions_is_drift() {
    let run = diff_of(
        "owner = 'somebody'\n[domains]\nd = 'integer'\n[tables.t.columns]\nid = 'integer'\n[views]\nv = 'SELECT t.id FROM t'\n",
        "CREATE TABLE t (id int) WITH (fillfactor = 70); CREATE DOMAIN d AS int CHECK (value > 0);
         ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO PUBLIC; CREATE VIEW v AS SELECT id FROM t;
         COMMENT ON COLUMN v.id IS 'of the view'; CREATE POLICY mine ON t USING (id > 0)",
        &["diff"],
    )
    .exits(3);
    for line in [
        "unexpected domain constraint d_check",
        "changed    table t (owner)",
        "changed    table t (privileges)",
        "changed    table t (row level security)",
        "changed    table t (with)",
        "unexpected policy mine",
        "changed    column id (comment)",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
}

#[test]
fn what_is_added_to_an_extension_is_ours() {
    let database = Database::empty();
    database.sql("CREATE EXTENSION pg_trgm; CREATE EXTENSION pg_stat_statements");
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let pulled = project.read("schema.toml");
    assert!(!pulled.contains("made_by"), "{pulled}");
    database.sql(
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER mine INSTEAD OF DELETE ON pg_stat_statements FOR EACH ROW EXECUTE FUNCTION nothing();
         COMMENT ON FUNCTION similarity(text, text) IS 'mine too';
         REVOKE EXECUTE ON FUNCTION show_limit() FROM PUBLIC;
         GRANT SELECT (queryid) ON pg_stat_statements TO PUBLIC",
    );
    let run = project.run(&["diff"]).exits(3);
    for line in [
        "unexpected trigger mine",
        "changed    function similarity(text, text) (comment)",
        "changed    function show_limit() (privileges)",
        "unexpected function nothing()",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    let pulled = project.read("schema.toml");
    assert!(pulled.contains("[views.pg_stat_statements.triggers]\nmine = "), "{pulled}");
    let copy = Database::empty();
    // Statement by statement, as psql does: what comes in one transaction with an extension counts as the extension's.
    project.write("schema.sql", &project.run(&["schema", "sql"]).exits(0).stdout);
    let Some(()) = torture::load(&copy, &project.path().join("schema.sql")) else { return };
    let _ = project.run(&["diff", "--database-url", &copy.url]).exits(0);
}

#[test]
fn a_side_drops_its_scratch_database_when_the_other_fails() {
    let server = start_server(&[]);
    let project = Project::empty();
    project.write("wrong.toml", "[tables.t.columns]\nid = \"txet\"\n");
    let many: Vec<String> = (0..200).map(|number| format!("[tables.t{number}.columns]\nid = \"integer\"\n")).collect();
    project.write("right.toml", &many.concat());
    let url = server.url("postgres");
    let run = project.run(&["diff", "wrong.toml", "right.toml", "--scratch-url", &url]).exits(1);
    assert!(run.stderr.contains("type \"txet\" does not exist"), "{}", run.stderr);
    let left = block_on(async {
        connect(&url)
            .await
            .query("SELECT datname::text FROM pg_database WHERE datname LIKE 'pgkeel%'", &[])
            .await
            .unwrap()
            .len()
    });
    assert_eq!(left, 0);
}

#[test]
fn what_a_plan_quotes_in_its_comments_is_never_run() {
    let (from, to) = (Database::empty(), Database::empty());
    from.sql(r"CREATE TABLE victim (); CREATE TABLE t (id text DEFAULT E'x\r\nDROP TABLE victim;\n--', n int)");
    from.sql("ALTER TABLE t RENAME n TO \"n\rDROP TABLE victim;\"");
    from.sql(r"CREATE TYPE e AS ENUM (E'a\nDROP TABLE victim; --')");
    to.sql("CREATE TABLE victim (); CREATE TABLE t (id text DEFAULT 'y'); CREATE TYPE e AS ENUM ('b')");
    let plan = Project::empty().on(&from).run(&["diff", "live", &to.url, "--sql"]).exits(3);
    assert!(plan.stdout.contains("it is 'x  DROP TABLE victim; --'"), "{}", plan.stdout);
    apply(&from, &plan.stdout);
    assert_eq!(from.value("SELECT to_regclass('victim')::text"), "victim");
}

#[test]
fn a_body_keeps_its_carriage_returns_on_the_way_through_a_script() {
    let (from, to) = (Database::empty(), Database::empty());
    to.sql("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT\r\n-- one\r\n1\r\n'");
    let project = Project::empty().on(&from);
    apply(&from, &project.run(&["diff", "live", &to.url, "--sql"]).exits(3).stdout);
    let _ = project.run(&["diff", "live", &to.url]).exits(0);
}

#[test]
fn what_needs_a_schema_that_is_not_managed_is_compared_as_text() {
    let database = Database::empty();
    database.sql("CREATE SCHEMA other; CREATE DOMAIN other.positive AS int; CREATE TABLE t (id other.positive)");
    let project = Project::empty().on(&database);
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    database.sql("ALTER TABLE t ADD COLUMN extra int");
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("unexpected column extra"), "{}", run.stdout);
    let note = "note: compared as text, and differences may be of spelling only: schema.toml cannot be copied to a scratch \
                database: column t.id: schema \"other\" does not exist";
    assert!(run.stdout.contains(note), "{}", run.stdout);
    let run = project.run(&["diff", "--sql"]).exits(1);
    assert!(run.stderr.contains("no plan can be proven: schema.toml cannot be copied"), "{}", run.stderr);
}

#[test]
fn a_lock_on_what_is_read_is_not_waited_for_for_ever() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t");
    let _held = Held::open(&database.url, "BEGIN; LOCK v IN ACCESS EXCLUSIVE MODE");
    let project = Project::empty().on(&database);
    for command in ["pull", "diff"] {
        project.write("schema.toml", TABLE);
        let run = project.run(&[command, "--lock-timeout", "100ms"]).exits(4);
        assert!(run.stderr.contains("another session's lock is in the way"), "{}", run.stderr);
        assert!(run.stderr.contains("hint: somebody alters or locks a table just now"), "{}", run.stderr);
    }
}

#[test]
fn what_only_a_partition_has_is_drift() {
    let run = diff_of(
        "[tables.t]\npartition_by = 'range (id)'\n[tables.t.columns]\nid = 'integer'\n\
         [tables.t.partitions]\nt_1 = 'for values from (0) to (10)'\n",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
         CREATE INDEX ON t_1 (id); CREATE INDEX ON t_1 ((id + 1)); ALTER TABLE t_1 ADD CHECK (id <> 3), ALTER id SET DEFAULT 7;
         COMMENT ON TABLE t_1 IS 'mine'",
        &["diff"],
    )
    .exits(3);
    for line in [
        "changed    partition t_1 (comment)",
        "changed    column id",
        "+ integer",
        "unexpected constraint t_1_id_check",
        "unexpected index t_1_id_idx",
        "unexpected index t_1_expr_idx",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
}

#[test]
fn a_key_without_a_valid_index_is_drift() {
    let database = Database::empty();
    database
        .sql("CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10)");
    database.sql("ALTER TABLE ONLY t ADD CONSTRAINT t_key UNIQUE (id)");
    let project = Project::empty().on(&database);
    // Pulled, it is what it is; declared without more, it has one.
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    let schema = "[tables.t]\npartition_by = 'range (id)'\n[tables.t.columns]\nid = 'integer'\n\
                  [tables.t.constraints]\nt_key = 'unique (id)'\n\
                  [tables.t.partitions]\nt_1 = 'for values from (0) to (10)'\n";
    project.write("schema.toml", schema);
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("changed    constraint t_key (state)"), "{}", run.stdout);
    let run = project.run(&["diff", "--sql"]).exits(3);
    assert!(run.stdout.contains("ALTER INDEX public.t_key ATTACH PARTITION public.t_1_id_key"), "{}", run.stdout);
    let _ = project.run(&["diff", "--apply"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
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

/// A scratch database has no password for another server, and no business there.
#[test]
fn a_materialized_view_of_another_server_is_proven_without_going_there() {
    let far = "CREATE EXTENSION postgres_fdw;
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far.example', dbname 'x');
        CREATE FOREIGN TABLE stock (id int, name varchar(40)) SERVER far;
        CREATE VIEW named AS SELECT id, name FROM stock;";
    let [old, new] = [Database::empty(), Database::empty()];
    old.sql(far);
    new.sql(far);
    new.sql(
        "CREATE MATERIALIZED VIEW cache AS SELECT id, upper(name) AS name FROM named WITH NO DATA;
         CREATE MATERIALIZED VIEW top AS SELECT max(id) AS id FROM cache WITH NO DATA;
         CREATE MATERIALIZED VIEW near AS SELECT 1 AS one;",
    );
    let plan = Project::empty().on(&old).run(&["diff", "live", &new.url, "--sql"]).exits(3);
    assert!(plan.stdout.contains("-- Proven on ") && !plan.stdout.contains("WITH NO DATA"), "{plan}");
    // What is near is filled in the proof as well, so that what fails shows.
    new.sql(
        "CREATE MATERIALIZED VIEW wrong AS SELECT 1 / (SELECT count(*) FROM pg_class WHERE relname = 'none') AS n WITH NO DATA",
    );
    let plan = Project::empty().on(&old).run(&["diff", "live", &new.url, "--sql"]).exits(1);
    assert!(plan.stdout.contains("division by zero"), "{plan}");
}
