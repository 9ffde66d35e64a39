//! `pgkeel migrate new --from-diff`: what it writes, that it does what it should, and that the way back is one.

use crate::law::apply;
use crate::support::{Database, Project};

fn project(sql: &str, schema: &str) -> (Database, Project) {
    let database = Database::empty();
    database.sql(sql);
    let project = Project::empty().on(&database);
    project.write("schema.toml", schema);
    (database, project)
}

fn files(project: &Project) -> Vec<String> {
    let entries = std::fs::read_dir(project.path().join("migrations"));
    let mut names: Vec<String> = entries
        .map(|entries| entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect())
        .unwrap_or_default();
    names.sort();
    names
}

const FROM_DIFF: [&str; 4] = ["migrate", "new", "add_note", "--from-diff"];

#[test]
fn the_plan_is_the_next_migration_and_goes_back() {
    let (database, project) = project(
        "CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t",
        "[tables.t.columns]\nid = 'integer'\nnote = \"text default 'x'\"\n[views]\nv = 'select id, note from t'\n\
         [functions]\n'f()' = '() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$'\n",
    );
    let before = database.column("SELECT attname FROM pg_attribute WHERE attrelid = 'v'::regclass");
    let run = project.run(&FROM_DIFF).exits(0);
    assert_eq!(files(&project), ["V1__add_note.down.sql", "V1__add_note.sql"]);
    assert!(run.stdout.ends_with("proven forth and back\n"), "{run}");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    apply(&database, &project.read("migrations/V1__add_note.down.sql"));
    assert_eq!(database.column("SELECT attname FROM pg_attribute WHERE attrelid = 'v'::regclass"), before);
}

#[test]
fn what_cannot_share_a_transaction_is_apart() {
    let (database, project) = project(
        "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id int, e e)",
        "[enums]\ne = ['a', 'b']\n[tables.t.columns]\nid = 'integer'\ne = \"e default 'b'\"\n[tables.t.indexes]\nt_id = '(id)'\n",
    );
    let _ = project.run(&FROM_DIFF).exits(0);
    let ups: Vec<String> = files(&project).into_iter().filter(|name| !name.contains(".down.")).collect();
    assert!(ups.len() > 1 && ups[0] == "V1__add_note.sql" && ups[1] == "V2__add_note_2.sql", "{ups:?}");
    let apart: Vec<&String> = ups
        .iter()
        .filter(|name| project.read(&format!("migrations/{name}")).starts_with("-- pgkeel: no-transaction\n"))
        .collect();
    assert_eq!(apart.len(), 1, "{ups:?}");
    for name in &ups {
        apply(&database, &project.read(&format!("migrations/{name}")));
    }
    let _ = project.run(&["diff"]).exits(0);
    for name in files(&project).iter().rev().filter(|name| name.contains(".down.")) {
        apply(&database, &project.read(&format!("migrations/{name}")));
    }
    assert_eq!(database.value("SELECT string_agg(enumlabel, ',') FROM pg_enum"), "a");
    assert_eq!(database.value("SELECT count(*)::text FROM pg_index WHERE indrelid = 't'::regclass"), "0");
}

#[test]
fn nothing_is_written_without_consent_or_without_a_difference() {
    let (_database, project) = project("CREATE TABLE t (id int, gone text)", "[tables.t.columns]\nid = 'integer'\n");
    let run = project.run(&FROM_DIFF).exits(3);
    assert!(run.stdout.contains("needs --allow data-loss") && run.stdout.contains("-- No migration was written"), "{run}");
    assert_eq!(files(&project), [""; 0]);
    let _ = project.run(&[&FROM_DIFF[..], &["--allow", "data-loss"]].concat()).exits(0);
    assert_eq!(files(&project).len(), 2);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let run = project.run(&FROM_DIFF).exits(0);
    assert!(run.stdout.starts_with("in sync: "), "{run}");
    assert_eq!(files(&project).len(), 2);
}

#[test]
fn what_is_pending_is_not_planned_again() {
    let (_database, project) = project("", "[tables.t.columns]\nid = 'integer'\n[tables.u.columns]\nid = 'integer'\n");
    project.write("migrations/V1__t.sql", "CREATE TABLE t (id integer);\n");
    let run = project.run(&FROM_DIFF).exits(2);
    assert!(run.stderr.contains("V1__t is not applied to ") && run.stderr.contains("--from migrations/"), "{run}");
    let _ = project.run(&[&FROM_DIFF[..], &["--from", "migrations/"]].concat()).exits(0);
    let text = project.read("migrations/V2__add_note.sql");
    assert!(text.contains("CREATE TABLE public.u") && !text.contains("CREATE TABLE public.t"), "{text}");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn what_is_compared_is_only_said_with_from_diff() {
    let project = Project::empty();
    let run = project.run(&["migrate", "new", "a", "--only", "t"]).exits(2);
    assert!(run.stderr.contains("with --from-diff only"), "{run}");
    let run = project.run(&["migrate", "new", "a", "--from", "x"]).exits(2);
    assert!(run.stderr.contains("--from-diff"), "{run}");
    let run = project.run(&["migrate", "new", "a b", "--from-diff"]).exits(2);
    assert!(run.stderr.contains("did you mean `a_b`?"), "{run}");
}
