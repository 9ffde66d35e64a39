//! The law of plans, on every folder in tests/cases/diff: make `old.sql`, make `new.sql`, plan, run the plan as printed; then the
//! two do not differ, `pg_dump --schema-only` says the same of both up to the order of columns, and there is nothing to plan.
//! Of every second folder the way back is planned too, and run on the other of the two, which must then dump as the first did.
//! Each folder is named after its edge case.

// Beside the two files a folder holds
//
// - `plan.sql`: the plan as printed. `PGKEEL_UPDATE_CASES=1` writes it; read what it wrote.
// - `refused.md`, `back_refused.md`: only where the plan there, or back, must be refused: why PostgreSQL cannot do it. The
//   first line is what the refusal must say.
// - `refused_before_15.md`: the same, of both ways, on servers before that version.
// - `since.md`: the first version that can make the two, and what it is that others cannot.
// - `respelled.md`: where the two are the same, and `pg_dump` prints them differently: why.
// - `pgkeel.toml`: where a case needs settings.
//
// `PGKEEL_CASE=words,…` runs only the folders whose names contain one of the words, each of them both ways and pulled (all of them
// where it is empty); `PGKEEL_CASES=directory` runs those of another directory.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use pgkeel::migration::statements;
use similar::TextDiff;

use crate::support::dump::Dump;
use crate::support::{Database, Project, block_on, connect, server};

/// The major version whose way to print things is in the golden files.
const PRINTED_BY: u32 = 15;

pub fn directory(name: &str) -> PathBuf {
    let cases = std::env::var_os("PGKEEL_CASES").map_or_else(|| "tests/cases/diff".into(), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(cases).join(name)
}

/// Two databases made of a case's two files.
pub fn sides(name: &str) -> (Database, Database) {
    (database(name, "old.sql"), database(name, "new.sql"))
}

fn database(name: &str, file: &str) -> Database {
    let sql = std::fs::read_to_string(directory(name).join(file)).expect("a case's file");
    let database = Database::empty();
    block_on(async { connect(&database.url).await.simple(&sql).await }).unwrap_or_else(|error| panic!("{file}: {error}"));
    database
}

/// Runs a printed plan as psql would: statement by statement, each on its own.
pub fn apply(database: &Database, script: &str) {
    attempt(database, script).unwrap_or_else(|why| panic!("{why}"));
}

fn attempt(database: &Database, script: &str) -> Result<(), String> {
    block_on(async {
        let session = connect(&database.url).await;
        for statement in statements::split(script) {
            let sql = &script[statement.start..statement.end];
            session.simple(sql).await.map_err(|error| format!("{sql}: {error}"))?;
        }
        Ok(())
    })
}

fn names() -> Vec<String> {
    let wanted = std::env::var("PGKEEL_CASE").unwrap_or_default();
    let entries = std::fs::read_dir(directory("")).expect("cases");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| wanted.split(',').any(|words| name.contains(words)))
        .filter(|name| {
            first_line(name, "since.md")
                .is_none_or(|since| since.parse::<u32>().expect("a major version") <= server().version())
        })
        .collect();
    names.sort();
    names
}

/// Runs something for these cases, some at a time, and shows all that failed.
#[expect(clippy::print_stderr, reason = "which case the panic above it was")]
fn for_cases(names: Vec<String>, run: impl Fn(&str) + Sync) {
    let waiting = Mutex::new(names.into_iter().collect::<VecDeque<_>>());
    let failed = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(name) = { waiting.lock().expect("names").pop_front() } {
                    if catch_unwind(AssertUnwindSafe(|| run(&name))).is_err() {
                        eprintln!("^^^ {name}\n");
                        failed.lock().expect("names").push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("names");
    assert!(failed.is_empty(), "{} of the cases failed: {}", failed.len(), failed.join(", "));
}

fn project(name: &str, database: &Database) -> Project {
    let project = Project::empty().on(database);
    for file in ["pgkeel.toml", "respelled.md"] {
        if let Ok(text) = std::fs::read_to_string(directory(name).join(file)) {
            project.write(file, &text);
        }
    }
    project
}

fn refusal(name: &str, file: &str) -> Option<String> {
    let before = || (server().version() < 15).then(|| first_line(name, "refused_before_15.md")).flatten();
    first_line(name, file).or_else(before)
}

fn first_line(name: &str, file: &str) -> Option<String> {
    let text = std::fs::read_to_string(directory(name).join(file)).ok()?;
    Some(text.lines().next().unwrap_or_default().to_owned())
}

/// What `diff --sql` printed on the way to another database, and whether it is a plan that holds; or what it is instead.
fn planned(project: &Project, to: &Database) -> Result<(String, bool), String> {
    let planned = project.run(&["diff", "live", &to.url, "--sql"]);
    let holds = planned.code == Some(3) && planned.stdout.contains("-- Proven on ");
    if !holds && planned.code != Some(0) {
        return Err(planned.to_string());
    }
    Ok((planned.stdout, holds))
}

/// The plan of a refusal: it says so in these words, and the rest of it leaves no more than what is refused.
fn refused(project: &Project, to: &Database, words: &str) -> String {
    let planned = project.run(&["diff", "live", &to.url, "--sql"]).exits(1);
    assert!(planned.stdout.contains(words), "not refused with `{words}`:\n{}", planned.stdout);
    assert!(!planned.stdout.contains("-- NOT PROVEN"), "refused, and the rest does not hold:\n{}", planned.stdout);
    planned.stdout
}

/// Plans the way from the project's database to another, runs the plan as printed, and demands the law. Gives the plan; or how
/// the law was broken.
pub fn holds(project: &Project, from: &Database, to: &Database, major: u32) -> Result<String, String> {
    let (plan, is_plan) = planned(project, to)?;
    let should = Dump::of(to, major);
    run(project, &plan, is_plan, from, should)?;
    if is_plan {
        is_in_sync(project, &plan, to)?;
    }
    Ok(plan)
}

/// Runs a plan, after which a database is to dump as it should.
fn run(project: &Project, plan: &str, is_plan: bool, from: &Database, should: Option<Dump>) -> Result<(), String> {
    if is_plan {
        attempt(from, plan).map_err(|why| format!("{why}\n{plan}"))?;
    } else if project.path().join("respelled.md").exists() {
        // PostgreSQL prints one thing in two ways, by how it was written: then nothing is planned.
        return Ok(());
    }
    if let (Some(is), Some(should)) = (Dump::of(from, server().version()), should) {
        let normal = |dump: Dump| dump.without_inner_order().without_generated_names().without_column_order();
        if let Some(difference) = normal(is).difference(&normal(should)) {
            let what = "the dumps differ after the plan (- what is, + what should be)";
            return Err(format!("{what}:\n{difference}\n{plan}"));
        }
    }
    Ok(())
}

fn is_in_sync(project: &Project, plan: &str, to: &Database) -> Result<(), String> {
    let run = project.run(&["diff", "live", &to.url]);
    if run.code == Some(0) { Ok(()) } else { Err(format!("{run}\n{plan}")) }
}

#[test]
fn every_case_obeys_the_law_there_and_every_second_back() {
    let back: BTreeSet<String> = some(2).into_iter().collect();
    for_cases(names(), |name| {
        let goes_back = back.contains(name);
        let (old, new) = sides(name);
        let (there, back) = (project(name, &old), project(name, &new));
        let [refused_there, refused_back] = ["refused.md", "back_refused.md"].map(|file| refusal(name, file));
        let major = server().version();
        // Both are planned, and dumped, before one is run.
        let dumps = (goes_back.then(|| Dump::of(&old, major)).flatten(), Dump::of(&new, major));
        let mut plan_back = None;
        match refused_back {
            _ if !goes_back => {}
            Some(words) => _ = refused(&back, &old, &words),
            None => plan_back = Some(planned(&back, &old).unwrap_or_else(|why| panic!("back: {why}"))),
        }
        let printed = if let Some(words) = refused_there {
            refused(&there, &new, &words)
        } else {
            let (plan, is_plan) = planned(&there, &new).unwrap_or_else(|why| panic!("{why}"));
            run(&there, &plan, is_plan, &old, dumps.1).unwrap_or_else(|why| panic!("{why}"));
            if is_plan {
                is_in_sync(&there, &plan, &new).unwrap_or_else(|why| panic!("{why}"));
            }
            plan
        };
        if let Some((plan, is_plan)) = plan_back {
            run(&back, &plan, is_plan, &new, dumps.0).unwrap_or_else(|why| panic!("back: {why}"));
        }
        // The majors print views in ways of their own.
        if major == PRINTED_BY {
            is_golden(name, &printed);
        }
    });
}

/// A plan is printed as it is in the case's file.
fn is_golden(name: &str, printed: &str) {
    // Databases have other names each time.
    let hide = |line: &str| match line.rsplit_once(": ") {
        Some((_, counts)) if line.starts_with("-- From ") => format!("-- From old to new: {counts}\n"),
        Some(_) if line.starts_with("in sync: ") => "in sync\n".to_owned(),
        _ => format!("{line}\n"),
    };
    let printed: String = printed.lines().map(hide).collect();
    let path = directory(name).join("plan.sql");
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if printed == expected {
        return;
    }
    if std::env::var_os("PGKEEL_UPDATE_CASES").is_some() {
        std::fs::write(&path, &printed).expect("a golden file");
    } else {
        let difference = TextDiff::from_lines(&expected, &printed);
        panic!("another plan (- expected, + printed):\n{}", difference.unified_diff());
    }
}

/// Of every so many cases one, for time's sake, and the same ones whatever others there are; `PGKEEL_CASE=` (or with words) takes
/// all.
fn some(step: usize) -> Vec<String> {
    let step = if std::env::var_os("PGKEEL_CASE").is_some() { 1 } else { step };
    names().into_iter().filter(|name| name.bytes().map(usize::from).sum::<usize>().is_multiple_of(step)).collect()
}

#[test]
fn what_pull_writes_of_a_case_is_in_sync_by_reading_alone_and_makes_it_again() {
    for_cases(some(8), |name| {
        let new = database(name, "new.sql");
        let project = project(name, &new);
        let _ = project.run(&["pull"]).exits(0);
        let run = project.run(&["diff", "--format", "json"]).exits(0);
        assert_eq!(run.json()["result"]["scratch"], serde_json::Value::Null);
        let copy = Database::empty();
        let plan = project.run(&["diff", &copy.url, "schema.toml", "--sql"]);
        if plan.code == Some(0) {
            return;
        }
        apply(&copy, &plan.exits(3).stdout);
        // Whose it is is not in the file, and neither are secrets.
        let run = project.run(&["diff", &copy.url, &new.url, "--ignore", "owners", "--format", "json"]);
        let differences = run.json()["result"]["differences"].as_array().cloned().unwrap_or_default();
        let left: Vec<_> = differences.iter().filter(|left| left["aspect"] != "hidden_options").collect();
        assert!(left.is_empty() && matches!(run.code, Some(0 | 3)), "{run}");
    });
}
