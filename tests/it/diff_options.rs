//! What a person asks of `pgkeel diff` beyond "what differs": to look at less, to state a rename, to consent, to apply.

use crate::law::apply;
use crate::support::{Database, Held, Project, stable};

/// A project whose schema.toml says `schema`, on a database made of `sql`.
fn project(sql: &str, schema: &str) -> (Database, Project) {
    let database = Database::empty();
    database.sql(sql);
    let project = Project::empty().on(&database);
    project.write("schema.toml", schema);
    (database, project)
}

fn objects(project: &Project, arguments: &[&str]) -> Vec<String> {
    let all: Vec<&str> = ["diff", "--format", "json"].iter().chain(arguments).copied().collect();
    let run = project.run(&all);
    let document = run.json();
    let differences = document["result"]["differences"].as_array().unwrap_or_else(|| panic!("{run}"));
    differences.iter().map(|each| each["object"].as_str().expect("a name").to_owned()).collect()
}

const IS: &str = "CREATE TABLE t (id int, note text); CREATE INDEX t_id ON t (id); CREATE TABLE tmp_1 (id int);
                  CREATE VIEW v AS SELECT id FROM t; COMMENT ON VIEW v IS 'live'; GRANT SELECT ON v TO PUBLIC";
const SHOULD: &str =
    "[tables.t.columns]\nid = 'int8'\nnote = 'text'\n[views.v]\nquery = 'select id from t'\ncomment = 'declared'\n";

#[test]
fn what_is_ignored_is_no_drift_and_is_said() {
    let (_database, project) = project(IS, SHOULD);
    assert_eq!(
        objects(&project, &[]),
        ["column public.t.id", "index public.t.t_id", "table public.tmp_1", "view public.v", "view public.v"]
    );
    assert_eq!(objects(&project, &["--ignore", "table:tmp_*", "--ignore", "comments"]).len(), 3);
    project.write("pgkeel.toml", "[drift]\nignore = ['table:tmp_*', 'grants', 'indexes', 'column:t.id']\n");
    assert_eq!(objects(&project, &[]), ["view public.v"]);
    let run = project.run(&["diff", "--ignore", "comments"]).exits(0);
    assert!(run.stdout.contains("not compared: owners, table:tmp_* (ignored), grants (ignored), "), "{run}");
}

#[test]
fn only_what_is_asked_for_is_compared_and_a_pattern_that_means_nothing_is_an_error() {
    let (_database, project) = project(IS, SHOULD);
    assert_eq!(objects(&project, &["--only", "index:*"]), ["index public.t.t_id"]);
    assert_eq!(objects(&project, &["--only", "views", "--ignore", "grants"]), ["view public.v"]);
    let run = project.run(&["diff", "--only", "table:tmp"]).exits(2);
    assert!(run.stderr.contains("--only table:tmp: there is no such object in "), "{run}");
    let run = project.run(&["diff", "--ignore", "tabel:x"]).exits(2);
    assert!(run.stderr.contains("did you mean `table`?"), "{run}");
}

#[test]
fn a_plan_leaves_what_is_ignored_as_it_is() {
    let (database, project) = project(IS, SHOULD);
    let plan = project.run(&["diff", "--sql", "--ignore", "tables", "--ignore", "comments"]);
    assert!(plan.stdout.contains("-- Proven on "), "{plan}");
    let plan = project.run(&["diff", "--sql", "--ignore", "tmp_1", "--ignore", "comments", "--ignore", "indexes"]).exits(3);
    apply(&database, &plan.stdout);
    assert_eq!(
        database.column("SELECT relname FROM pg_class WHERE relname IN ('tmp_1', 't_id') ORDER BY 1"),
        ["t_id", "tmp_1"]
    );
    // The view was made anew, with what was ignored of it.
    assert_eq!(database.value("SELECT obj_description('v'::regclass)"), "live");
    assert_eq!(
        database
            .value("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'id'"),
        "bigint"
    );
}

#[test]
fn another_order_of_columns_is_told_and_is_no_drift() {
    let (_database, project) =
        project("CREATE TABLE t (a int, b int, c int)", "[tables.t.columns]\na = 'integer'\nc = 'integer'\nb = 'integer'\n");
    let run = project.run(&["diff"]).exits(0);
    assert!(run.stdout.contains(", but for the order of columns"), "{run}");
    assert!(run.stdout.contains("note: column order of table t: a, b, c; declared a, c, b\n"), "{run}");
    let run = project.run(&["diff", "--ignore", "column-order"]).exits(0);
    assert!(!run.stdout.contains("a, b, c"), "{run}");
}

#[test]
fn a_rename_is_suggested_and_once_stated_keeps_the_rows() {
    let (database, project) = project(
        "CREATE TABLE t (id int, note text); INSERT INTO t VALUES (1, 'kept'); CREATE VIEW v AS SELECT note FROM t;
         CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE u (e e DEFAULT 'a')",
        "[tables.t.columns]\nid = 'integer'\nremark = 'text'\n[views]\nv = 'select remark as note from t'\n[enums]\ne = ['A', 'b']\n\
         [tables.w.columns]\ne = \"e default 'A'\"\n",
    );
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("note: if this is a rename, say so: --rename column:t.note=remark\n"), "{run}");
    let renames = ["--rename", "column:t.note=remark", "--rename", "label:e.a=\"A\"", "--rename", "table:u=w"];
    let plan = project.run(&[&["diff", "--sql"], &renames[..]].concat()).exits(3);
    assert!(plan.stdout.contains("-- Proven on ") && !plan.stdout.contains("DROP"), "{plan}");
    apply(&database, &plan.stdout);
    assert_eq!(database.column("SELECT remark FROM t"), ["kept"]);
    let _ = project.run(&["diff"]).exits(0);
    let run = project.run(&["diff", "--rename", "table:gone=t"]).exits(2);
    assert!(run.stderr.contains("there is no table gone"), "{run}");
    let run = project.run(&["diff", "--rename", "gone=t"]).exits(2);
    assert!(run.stderr.contains("KIND:OLD=NEW"), "{run}");
}

#[test]
fn a_plan_is_applied_once_it_was_consented_to() {
    let (database, project) =
        project("CREATE TABLE t (id int, gone text)", "[tables.t.columns]\nid = 'integer'\nnew = 'text'\n");
    let run = project.run(&["diff", "--apply"]).exits(3);
    assert!(run.stdout.contains("-- Consent: step ") && run.stdout.contains("--allow data-loss"), "{run}");
    assert!(run.stdout.contains("-- Nothing was applied"), "{run}");
    let run =
        project.run(&["diff", "--apply", "--allow", "data-loss,blocks-reads", "--lock-budget", "share row exclusive"]).exits(3);
    assert!(run.stdout.contains("takes ACCESS EXCLUSIVE, beyond the lock budget"), "{run}");
    assert_eq!(
        database.value("SELECT count(*)::text FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'gone'"),
        "1"
    );
    let run = project.run(&["diff", "--apply", "--allow", "data-loss,blocks-reads"]).exits(0);
    assert!(run.stdout.starts_with("applied "), "{run}");
    let _ = project.run(&["diff"]).exits(0);
    let run = project.run(&["diff", "--apply"]).exits(0);
    assert!(run.stdout.starts_with("in sync: "), "{run}");
}

#[test]
fn what_cannot_be_locked_in_time_leaves_what_was_done_and_says_so() {
    let _stable = stable();
    let (database, project) = project(
        "CREATE TABLE a (); CREATE TABLE b ()",
        "[tables.a.columns]\nx = 'integer'\n[tables.b.columns]\nx = 'integer'\n",
    );
    let held = Held::open(&database.url, "BEGIN; LOCK TABLE b IN ROW EXCLUSIVE MODE");
    let run = project.run(&["diff", "--apply", "--lock-timeout", "50ms", "--lock-retry-for", "300ms"]).exits(4);
    assert!(run.stderr.contains("step 1 of 2 is done and stays"), "{run}");
    drop(held);
    let _ = project.run(&["diff", "--apply"]).exits(0);
}

#[test]
fn a_file_cannot_be_applied_to() {
    let (_database, project) = project("", "[tables.t.columns]\nid = 'integer'\n");
    let run = project.run(&["diff", "schema.toml", "live", "--apply"]).exits(2);
    assert!(run.stderr.contains("--apply runs the plan on FROM, and `schema.toml` is no live database"), "{run}");
    let run = project.run(&["diff", "--apply", "--no-proof"]).exits(2);
    assert!(run.stderr.contains("cannot be used with"), "{run}");
}

#[test]
fn two_that_apply_do_not_meet() {
    let (database, project) = project("", "[tables.t.columns]\nid = 'integer'\n");
    let lock = "SELECT pg_advisory_lock(1885825893, 1)";
    let held = Held::open(&database.url, lock);
    let run = project.run(&["diff", "--apply", "--lock-retry-for", "200ms"]).exits(4);
    assert!(run.stderr.contains("another pgkeel is at work on "), "{run}");
    drop(held);
    let _ = project.run(&["diff", "--apply"]).exits(0);
}

#[test]
fn a_plan_without_proof_says_that_it_is_none() {
    let (database, project) = project(
        "CREATE TABLE t (id integer)",
        "[tables.t.columns]\nid = 'integer'\nn = 'integer'\n[functions]\n'f()' = '() RETURNS integer LANGUAGE sql AS $$ SELECT n FROM t $$'\n",
    );
    let nowhere = tempfile::tempdir().expect("a directory");
    let project = project.with_variable("PGKEEL_PG_BIN", nowhere.path().to_str().expect("UTF-8"));
    let plan = project.run(&["diff", "--read-only", "--sql", "--no-proof"]).exits(3);
    assert!(plan.stdout.contains("-- NOT PROVEN: --no-proof"), "{plan}");
    apply(&database, &plan.stdout);
    assert_eq!(database.value("SELECT coalesce(f()::text, 'none')"), "none");
}
