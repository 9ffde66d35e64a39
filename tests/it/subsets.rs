//! The law of plans between databases that nobody thought of: two random parts of the torture database, in each some
//! definitions changed by rule, planned there and back. Each seed is one pair, always the same.
//!
//! `PGKEEL_SEEDS=1..200` runs more, or others.

mod edits;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use pgkeel::postgres::catalog::{self, Detail};
use pgkeel::schema::create::{self, Scope};
use pgkeel::schema::model::{Kind, Schema};

use crate::law;
use crate::support::dump::Dump;
use crate::support::{Database, Project, block_on, connect, server, torture};
use edits::Pair;

/// The seeds that run where none are asked for.
const USUAL: [u64; 4] = [5, 8, 12, 23];

/// The torture database as it is read, and the schemas in it.
struct Torture {
    schema: Schema,
    settings: String,
}

impl Torture {
    fn read() -> Option<Self> {
        let database = torture::database(server())?;
        let schemas = database.column(
            "SELECT nspname FROM pg_namespace
              WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
              ORDER BY nspname <> 'public', nspname",
        );
        let mut schema = block_on(async {
            let session = connect(&database.url).await;
            catalog::read(&session, &schemas, Detail::Dependencies).await.expect("a catalog").schema
        });
        // They are not copied with a database, and keep it from being dropped.
        schema.objects.retain(|identity, _| identity.kind != Kind::Subscription);
        let names: Vec<String> = schemas.iter().map(|name| format!("{name:?}")).collect();
        Some(Self { schema, settings: format!("[drift]\nschemas = [{}]\n", names.join(", ")) })
    }
}

/// The statements that make a schema, each as it stands in a script.
fn statements(schema: &Schema) -> Vec<String> {
    let created = create::everything(schema, Scope::Whole, |_| true).into_iter().map(|creation| creation.sql);
    // What reads a materialized view can only be created where that is populated.
    let populated = |sql: String| sql.strip_suffix("\nWITH NO DATA").map(str::to_owned).unwrap_or(sql);
    created.map(populated).collect()
}

/// A database of what PostgreSQL takes of a script, and the statements that it took: what an edit made impossible is not in it.
pub fn make(statements: Vec<String>) -> (Database, Vec<String>) {
    let database = Database::empty();
    let mut taken = Vec::new();
    block_on(async {
        let session = connect(&database.url).await;
        session.simple("SET check_function_bodies = off; SET client_min_messages = error").await.expect("settings");
        let mut waiting = statements;
        loop {
            let mut refused = Vec::new();
            let mut some_was_taken = false;
            for chunk in waiting.chunks(100) {
                if session.simple(&chunk.join(";\n")).await.is_ok() {
                    taken.extend_from_slice(chunk);
                    some_was_taken = true;
                    continue;
                }
                for sql in chunk {
                    if session.simple(sql).await.is_ok() {
                        taken.push(sql.clone());
                        some_was_taken = true;
                    } else {
                        refused.push(sql.clone());
                    }
                }
            }
            if refused.is_empty() || !some_was_taken {
                break;
            }
            waiting = refused;
        }
    });
    (database, taken)
}

/// What became of a way from one database to another.
pub enum Outcome {
    Kept,
    /// With the reasons: what PostgreSQL has no statement for.
    Refused(Vec<String>),
    Broken(String),
}

/// Plans the way there on a copy, for the databases are needed again.
fn way(settings: &str, from: &Database, to: &Database) -> Outcome {
    let copy = Database::copy_of(&from.name);
    let project = Project::empty().on(&copy);
    project.write("pgkeel.toml", settings);
    match wrong_word(&project, from, to) {
        Some(why) => Outcome::Broken(why),
        None => match law::holds(&project, &copy, to, server().version()) {
            Ok(_) => Outcome::Kept,
            Err(why) => refused_or_broken(why),
        },
    }
}

/// Where `diff` says of two databases what their dumps deny.
fn wrong_word(project: &Project, from: &Database, to: &Database) -> Option<String> {
    let said = project.run(&["diff", "live", &to.url]);
    let (is, should) = (Dump::of(from, server().version())?, Dump::of(to, server().version())?);
    let normal = |dump: Dump| dump.without_inner_order().without_column_order();
    match (said.code, normal(is).difference(&normal(should))) {
        (Some(0), Some(difference)) => Some(format!("said to be in sync:\n{difference}")),
        (Some(3), None) => Some(format!("no dump tells them apart:\n{said}")),
        (Some(0 | 3), _) => None,
        _ => Some(said.to_string()),
    }
}

/// What is refused is no excuse for the rest of the plan.
fn refused_or_broken(why: String) -> Outcome {
    let reasons = why.lines().filter_map(|line| line.strip_prefix("-- Not in this plan: "));
    let reasons: Vec<String> = reasons.map(str::to_owned).collect();
    let fails = reasons.is_empty() || why.contains("-- NOT PROVEN: ") || why.contains("panicked at");
    if fails { Outcome::Broken(why) } else { Outcome::Refused(reasons) }
}

/// How the law is broken between the two databases of a pair, on the way there or back; and what was refused.
pub fn law_between(settings: &str, [old, new]: [&Database; 2]) -> (Vec<String>, Vec<String>) {
    let (mut broken, mut refused) = (Vec::new(), Vec::new());
    for (way_name, from, to) in [("there", old, new), ("back", new, old)] {
        match way(settings, from, to) {
            Outcome::Kept => {}
            Outcome::Refused(reasons) => refused.extend(reasons),
            Outcome::Broken(why) => broken.push(format!("on the way {way_name}: {why}")),
        }
    }
    (broken, refused)
}

fn seeds(usual: &[u64]) -> Vec<u64> {
    let Ok(wanted) = std::env::var("PGKEEL_SEEDS") else { return usual.to_vec() };
    let number = |text: &str| text.parse::<u64>().expect("PGKEEL_SEEDS is a number, or 1..200");
    match wanted.split_once("..") {
        Some((first, last)) => (number(first)..=number(last)).collect(),
        None => wanted.split(',').map(number).collect(),
    }
}

/// Demands the law of the pair that each seed makes: of those that are asked for, or the usual ones.
#[expect(clippy::print_stderr, reason = "what was refused is no failure, and worth knowing")]
pub fn for_seeds(usual: &[u64], law: impl Fn(u64) -> (Vec<String>, Vec<String>) + Sync) {
    let waiting = Mutex::new(seeds(usual));
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(seed) = { waiting.lock().expect("seeds").pop() } {
                    let ran = catch_unwind(AssertUnwindSafe(|| law(seed)));
                    let (broken, refused) = ran.unwrap_or_else(|_| (vec!["a panic".to_owned()], Vec::new()));
                    for why in refused {
                        eprintln!("seed {seed} refused: {why}");
                    }
                    if !broken.is_empty() {
                        eprintln!("seed {seed} broken {}\n", broken.join("\n"));
                        failed.lock().expect("seeds").push(seed);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("seeds");
    assert!(failed.is_empty(), "seeds that break the law: {failed:?}");
}

#[test]
fn the_law_holds_between_random_parts_of_the_torture_database() {
    let Some(torture) = Torture::read() else { return };
    for_seeds(&USUAL, |seed| {
        let pair = Pair::of(&torture.schema, seed);
        let [(old, _), (new, _)] = pair.schemas(&torture.schema).map(|schema| make(statements(&schema)));
        law_between(&torture.settings, [&old, &new])
    });
}

/// Everything comes.
#[test]
fn the_torture_database_comes_from_nothing() {
    let Some(torture) = Torture::read() else { return };
    let (whole, _) = make(statements(&torture.schema));
    match way(&torture.settings, &Database::empty(), &whole) {
        Outcome::Kept => {}
        Outcome::Refused(reasons) => panic!("refused: {reasons:#?}"),
        Outcome::Broken(why) => panic!("{why}"),
    }
}
