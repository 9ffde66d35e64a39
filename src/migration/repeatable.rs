//! Files that run again whenever they changed: views, functions, policies, grants, in `migrations/repeatable/`. refinery does not see
//! them, because their names are no migrations'. What one of them names another makes, so they have an order.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use siphasher::sip::SipHasher13;

use super::files::{self, Entry};
use super::history::History;
use super::journal::{Access, LONGEST_KEPT, TOOL};
use super::preflight::{Checked, check_script};
use super::statements::{self, Kind as StatementKind};
use super::tokens::{Kind, Tokens};
use crate::error::{Error, Location, Result};
use crate::identifier::literal;
use crate::plan::{Plan, Source, Sql, Step};

/// The directory, below that of the migrations.
pub const DIRECTORY: &str = "repeatable";

/// Makes the table that knows what was run.
pub const CREATION: &str = include_str!("../postgres/queries/repeatable_table.sql");

/// A file that runs again whenever it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeatable {
    /// Its path below the directory, without `.sql`: `views/active_users`.
    pub name: String,
    /// The file as the person knows it.
    pub shown: String,
    /// What is run.
    pub sql: String,
    /// The places of those that it needs.
    needs: BTreeSet<usize>,
}

impl Repeatable {
    /// What tells one text from another.
    pub fn checksum(&self) -> String {
        let mut hasher = SipHasher13::new();
        self.sql.hash(&mut hasher);
        hasher.finish().to_string()
    }

    /// Runs another text instead.
    #[must_use]
    pub fn running(mut self, sql: String) -> Self {
        self.sql = sql;
        self
    }

    /// `repeatable/views/active_users`.
    pub fn title(&self) -> String {
        format!("{DIRECTORY}/{}", self.name)
    }

    /// Looks through it.
    pub fn check(&self) -> Checked {
        let mut found = check_script(&self.shown, &self.sql);
        let directives = &found.directives;
        if directives.no_transaction || !directives.required_extensions.is_empty() {
            let problem = Error::usage("what is repeatable runs in one transaction, and requires what the migrations made");
            let place = problem.pointing_at(&self.shown, &self.sql, 0);
            found.problems.push(place.hint("leave out `no-transaction` and `requires-extension`, or make it a migration"));
        }
        found
    }
}

/// A file that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub name: String,
    pub checksum: String,
    /// In UTC, to the second.
    pub applied_on: String,
    pub took: Option<Duration>,
    pub applied_by: String,
}

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Applied,
    Pending,
    Changed,
    /// It was run, and is not there any more.
    Gone,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }

    /// How this file stands.
    pub fn of(file: &Repeatable, runs: &[Run]) -> Self {
        match runs.iter().find(|run| run.name == file.name) {
            None => Self::Pending,
            Some(run) if run.checksum == file.checksum() => Self::Applied,
            Some(_) => Self::Changed,
        }
    }
}

/// Whether a file of the migrations directory is one, by its path.
pub fn is_repeatable(path: &str) -> bool {
    path.strip_prefix(DIRECTORY).is_some_and(|rest| rest.starts_with('/'))
}

/// Makes values of the files, in the order in which they run: each after those whose objects it names, else by name. `directory` is
/// that of the migrations, as the person knows it.
///
/// # Errors
/// Everything that is wrong with them.
pub fn parse(directory: &str, entries: &[Entry]) -> (Vec<Repeatable>, Vec<Error>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for entry in entries.iter().filter(|entry| is_repeatable(&entry.path)) {
        match parse_one(directory, entry) {
            Ok(file) => found.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    match in_order(&found) {
        Ok(found) => (found, problems),
        Err(problem) => {
            problems.push(problem);
            (Vec::new(), problems)
        }
    }
}

fn parse_one(directory: &str, entry: &Entry) -> Result<Repeatable> {
    let shown = format!("{directory}/{}", entry.path);
    let file_name = entry.path.rsplit('/').next().unwrap_or_default();
    let at = || Location { file: shown.clone(), line: None, column: None };
    let Some(stem) = entry.path.strip_suffix(".sql") else {
        return Err(Error::usage("its extension is not `.sql`").at(at()).hint("rename it"));
    };
    let after = file_name.strip_prefix(['V', 'U', '|']).unwrap_or_default();
    if after.starts_with(|c: char| c.is_ascii_digit()) && after.contains("__") {
        let error = Error::usage(format!("`{file_name}` is a migration's name, and refinery would apply it as one"));
        return Err(error.at(at()).hint("name it after what it makes, such as active_users.sql"));
    }
    let sql = files::text(&shown, &entry.bytes)?.to_owned();
    let name = stem[DIRECTORY.len() + 1..].to_owned();
    Ok(Repeatable { name, shown, sql, needs: BTreeSet::new() })
}

/// By what they name of each other. A name where it can only be a use (`FROM a`, `f(…)`) must come first; any other occurrence, a
/// body included, only where that makes no circle: a column may be called as a view is, and functions may call each other.
fn in_order(files: &[Repeatable]) -> Result<Vec<Repeatable>> {
    let words: Vec<Words> = files.iter().map(|file| Words::of(&file.sql)).collect();
    let made: Vec<BTreeSet<String>> = files.iter().map(|file| made(&file.sql)).collect();
    let uses = |of: &BTreeSet<String>, file: usize| -> BTreeSet<usize> {
        let is_used =
            |other: &usize| *other != file && made[*other].iter().any(|name| of.contains(name) && !made[file].contains(name));
        (0..files.len()).filter(is_used).collect()
    };
    let must: Vec<BTreeSet<usize>> = words.iter().enumerate().map(|(file, words)| uses(&words.used, file)).collect();
    let may: Vec<BTreeSet<usize>> = words.iter().enumerate().map(|(file, words)| uses(&words.all, file)).collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < files.len() {
        let is_free = |needs: &BTreeSet<usize>| needs.iter().all(|need| order.contains(need));
        let left = || (0..files.len()).filter(|file| !order.contains(file));
        let next = left().find(|file| is_free(&may[*file])).or_else(|| left().find(|file| is_free(&must[*file])));
        let Some(next) = next else {
            let names: Vec<&str> = left().map(|file| files[file].name.as_str()).collect();
            let first = left().next().map_or("", |file| files[file].shown.as_str());
            return Err(Error::usage(format!("these need each other, so that none can be the first: {}", names.join(", ")))
                .at(Location { file: first.to_owned(), line: None, column: None })
                .hint("put them into one file, in the order in which they run"));
        };
        order.push(next);
    }
    let place = |file: &usize| order.iter().position(|known| known == file).unwrap_or_default();
    let needs = |file: usize| may[file].iter().map(&place).filter(|need| *need < place(&file)).collect();
    Ok(order.iter().map(|file| Repeatable { needs: needs(*file), ..files[*file].clone() }).collect())
}

/// The names that a text holds.
#[derive(Debug, Default)]
struct Words {
    /// Where they can only be uses.
    used: BTreeSet<String>,
    /// Anywhere, in strings and bodies too.
    all: BTreeSet<String>,
}

/// What stands before the name of a relation that is used.
const BEFORE_RELATIONS: [&str; 8] = ["from", "join", "into", "update", "on", "only", "table", "references"];

impl Words {
    fn of(sql: &str) -> Self {
        let mut words = Self::default();
        let tokens = names(sql);
        for (index, (name, is_name)) in tokens.iter().enumerate() {
            if !is_name {
                continue;
            }
            words.all.insert(name.clone());
            let before = |by: usize| index.checked_sub(by).map_or("", |at| tokens[at].0.as_str());
            let before = if before(1) == "." { before(3) } else { before(1) };
            let is_called = tokens.get(index + 1).is_some_and(|(next, _)| next == "(");
            if is_called || BEFORE_RELATIONS.contains(&before) {
                words.used.insert(name.clone());
            }
        }
        for token in Tokens::new(sql).filter(|token| token.kind == Kind::Literal) {
            let text = sql[token.start..token.end].trim_start_matches(|c: char| c != '\'' && c != '$');
            let inside = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
            words.all.extend(inside.map(str::to_lowercase));
        }
        words
    }
}

/// Names and symbols, without comments and strings; names as PostgreSQL has them.
fn names(sql: &str) -> Vec<(String, bool)> {
    let name = |token: super::tokens::Token| {
        let text = &sql[token.start..token.end];
        match token.kind {
            Kind::Word => Some((text.to_lowercase(), true)),
            Kind::QuotedName => Some((text.trim_matches('"').replace("\"\"", "\""), true)),
            Kind::Symbol => Some((text.to_owned(), false)),
            Kind::Literal | Kind::Comment => None,
        }
    };
    Tokens::new(sql).filter_map(name).collect()
}

/// What may stand between CREATE and the kind of what is made.
const MODIFIERS: [&str; 8] = ["or", "replace", "temp", "temporary", "recursive", "materialized", "unlogged", "global"];
/// What others name.
const KINDS: [&str; 8] = ["view", "function", "procedure", "aggregate", "type", "domain", "table", "sequence"];

/// The names of what a text makes.
fn made(sql: &str) -> BTreeSet<String> {
    let statements = statements::split(sql);
    let statements = statements.iter().filter(|statement| statement.kind == StatementKind::Sql);
    let made = statements.filter_map(|statement| {
        let tokens = names(&sql[statement.start..statement.end]);
        let mut words = tokens.iter().map(|(word, _)| word.as_str()).peekable();
        if words.next() != Some("create") {
            return None;
        }
        while words.next_if(|word| MODIFIERS.contains(word)).is_some() {}
        words.next_if(|word| KINDS.contains(word))?;
        for skipped in ["if", "not", "exists"] {
            words.next_if_eq(&skipped);
        }
        let first = words.next()?;
        let name = if words.next_if_eq(&".").is_some() { words.next()? } else { first };
        Some(name.to_owned())
    });
    made.collect()
}

/// Those that are to be run: what is new or changed, and what needs one of these, because it may have gone with it.
pub fn due<'a>(files: &'a [Repeatable], runs: &[Run]) -> Vec<&'a Repeatable> {
    let mut due: BTreeSet<usize> = BTreeSet::new();
    for (index, file) in files.iter().enumerate() {
        if State::of(file, runs) != State::Applied || file.needs.iter().any(|need| due.contains(need)) {
            due.insert(index);
        }
    }
    due.into_iter().map(|index| &files[index]).collect()
}

/// The plan that runs them, each in a transaction with its record.
pub fn plan(due: &[(&Repeatable, Checked)], history: &History, access: Access) -> Plan {
    let steps = due.iter().enumerate().map(|(number, (file, checked))| {
        let mut sql = Vec::new();
        sql.extend(checked.directives.settings().map(Sql::from));
        let source = Source { file: file.shown.clone(), text: Arc::from(file.sql.as_str()), start: 0 };
        sql.push(Sql { source: Some(source), ..Sql::from(file.sql.clone()) });
        if checked.changes_role {
            sql.push(Sql::from(super::steps::ROLE_AGAIN.to_owned()));
        }
        if number == 0 && access == Access::ToBeMade {
            sql.push(Sql::from(CREATION.to_owned()));
        }
        sql.push(record(file, history));
        let mut step = Step::new(file.title(), String::new()).because(&*file.shown);
        step.sql = sql;
        step.resets_session = true;
        step
    });
    Plan { steps: steps.collect() }
}

fn record(file: &Repeatable, history: &History) -> Sql {
    let kept = file.sql.len() <= LONGEST_KEPT;
    let text = format!(
        "INSERT INTO pgkeel.repeatable_migrations (history, name, checksum, took, tool, sql)\n\
         VALUES ({}, {}, {}, pg_catalog.clock_timestamp() - pg_catalog.now(), {}, {})\n\
         ON CONFLICT (history, name) DO UPDATE SET checksum = excluded.checksum, applied_on = excluded.applied_on,\n    \
         took = excluded.took, applied_by = excluded.applied_by, tool = excluded.tool, sql = excluded.sql",
        literal(&history.table.to_string()),
        literal(&file.name),
        literal(&file.checksum()),
        literal(TOOL),
        if kept { "$1" } else { "NULL" }
    );
    Sql { kept: kept.then(|| Arc::from(file.sql.as_str())), ..Sql::from(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(given: &[(&str, &str)]) -> (Vec<Repeatable>, Vec<Error>) {
        let entry = |(path, sql): &(&str, &str)| Entry { path: format!("repeatable/{path}"), bytes: sql.as_bytes().to_vec() };
        parse("migrations", &given.iter().map(entry).collect::<Vec<_>>())
    }

    fn order(given: &[(&str, &str)]) -> Vec<String> {
        let (found, problems) = parsed(given);
        assert!(problems.is_empty(), "{problems:?}");
        found.into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn each_runs_after_what_it_names() {
        let files = [
            ("a.sql", "CREATE OR REPLACE VIEW a AS SELECT z.id FROM app.\"Z\" AS z"),
            ("grants.sql", "GRANT SELECT ON a TO PUBLIC"),
            ("f.sql", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT count(*) FROM late $$"),
            ("views/late.sql", "create materialized view if not exists late as select 1"),
            ("z.sql", "CREATE VIEW app.\"Z\" AS SELECT g(1) AS id"),
            ("zz.sql", "CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        ];
        assert_eq!(order(&files), ["views/late", "f", "zz", "z", "a", "grants"]);
    }

    #[test]
    fn what_only_looks_like_a_use_makes_no_circle() {
        let aliases = [("a.sql", "CREATE VIEW a AS SELECT 1 AS b"), ("b.sql", "CREATE VIEW b AS SELECT * FROM a")];
        assert_eq!(order(&aliases), ["a", "b"]);
        let bodies = [
            ("a.sql", "CREATE FUNCTION a() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN b(); END $$"),
            ("b.sql", "CREATE FUNCTION b() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN a(); END $$"),
        ];
        assert_eq!(order(&bodies), ["a", "b"]);
    }

    #[test]
    fn a_circle_is_named() {
        let circle = [
            ("a.sql", "CREATE VIEW a AS SELECT * FROM b"),
            ("b.sql", "CREATE VIEW b AS SELECT * FROM a"),
            ("c.sql", "CREATE VIEW c AS SELECT 1"),
        ];
        let (_, problems) = parsed(&circle);
        assert_eq!(problems[0].message(), "these need each other, so that none can be the first: a, b");
    }

    #[test]
    fn what_refinery_would_take_is_refused() {
        for name in ["V1__a.sql", "U2.1__b.sql", "sub/|3__c.sql"] {
            let (_, problems) = parsed(&[(name, "")]);
            assert!(
                problems[0].message().ends_with("is a migration's name, and refinery would apply it as one"),
                "{problems:?}"
            );
        }
        assert!(is_repeatable("repeatable/a.sql") && !is_repeatable("repeatables/a.sql") && !is_repeatable("V1__a.sql"));
    }

    #[test]
    fn what_needs_something_changed_runs_again_with_it() {
        let files = [
            ("a.sql", "CREATE VIEW a AS SELECT 1"),
            ("b.sql", "CREATE VIEW b AS SELECT * FROM a"),
            ("c.sql", "CREATE VIEW c AS SELECT 2"),
        ];
        let found = parsed(&files).0;
        let run = |file: &Repeatable, checksum: String| Run {
            name: file.name.clone(),
            checksum,
            applied_on: String::new(),
            took: None,
            applied_by: String::new(),
        };
        let mut runs: Vec<Run> = found.iter().map(|file| run(file, file.checksum())).collect();
        let names = |runs: &[Run]| due(&found, runs).into_iter().map(|file| file.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&runs), [""; 0]);
        runs[0].checksum = "other".into();
        assert_eq!(names(&runs), ["a", "b"]);
        assert_eq!(names(&[]), ["a", "b", "c"]);
    }
}
