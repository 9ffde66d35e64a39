//! What a command found, in the one shape from which each format for machines is written: findings with rules and places, what
//! failed, and the plan that would put it right.

use std::hash::Hasher;
use std::path::{Component, Path, PathBuf};

use siphasher::sip128::{Hasher128, SipHasher13};

use super::visible;
use crate::error::Error;
use crate::plan::Plan;

/// What can be found.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable: people filter by it.
    pub id: &'static str,
    /// In a word, as people read it.
    pub word: &'static str,
    pub meaning: &'static str,
    /// What to do about it.
    pub help: &'static str,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
}

/// A line of a file. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where it is seen from the current directory; in a document, from the top of the repository.
    pub file: String,
    pub line: usize,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub level: Level,
    /// What it is about, as a person reads it.
    pub object: String,
    /// The same, the same in every run and of nothing else.
    pub identity: String,
    /// A line that says more.
    pub value: Option<String>,
    /// Lines of a difference, each with its sign.
    pub diff: Option<String>,
    pub place: Place,
}

impl Finding {
    /// In a line that is safe to show.
    pub fn message(&self) -> String {
        let value = self.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
        visible::line(&format!("{}: {}{value}", self.rule.word, self.object)).into_owned()
    }

    /// With the difference below, if there is one.
    pub fn full_message(&self) -> String {
        match &self.diff {
            Some(diff) => format!("{}\n{}", self.message(), visible::lines(diff).trim_end()),
            None => self.message(),
        }
    }

    /// The same for as long as the same is found, wherever it stands and whatever values it has.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[self.rule.id, &self.identity])
    }
}

/// A hash of words that stays the same for ever.
pub fn fingerprint(words: &[&str]) -> String {
    let mut hasher = SipHasher13::new();
    for word in words {
        hasher.write(word.as_bytes());
        hasher.write_u8(0xff);
    }
    format!("{:032x}", hasher.finish128().as_u128())
}

/// Why there is no answer, or not the one that was asked for.
#[derive(Debug, Clone)]
pub struct Failure {
    /// It may have several lines.
    pub message: String,
    pub place: Option<Place>,
}

impl Failure {
    /// Safe to show.
    pub fn message(&self) -> String {
        visible::lines(&self.message).into_owned()
    }

    fn of(error: &Error) -> Self {
        let sql = error.sql();
        let code = sql.map(|sql| format!(" (SQLSTATE {})", sql.sqlstate)).unwrap_or_default();
        let mut message = format!("{}{code}", error.message());
        let said = sql.into_iter().flat_map(|sql| [("detail", &sql.detail), ("hint", &sql.hint), ("context", &sql.context)]);
        let said = said.filter_map(|(label, text)| Some((label, text.as_deref()?)));
        let hints = error.hints().iter().map(|hint| ("hint", hint.as_str()));
        for (label, text) in said.chain(error.state().map(|state| ("state", state))).chain(hints) {
            message.push_str(&format!("\n{label}: {text}"));
        }
        let place = |location: &crate::error::Location| Place { file: location.file.clone(), line: location.line.unwrap_or(1) };
        Self { message, place: error.location().map(place) }
    }
}

/// The plan that would put right what was found.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// What became of it on a scratch copy.
    pub verdict: String,
    /// What a script of it begins with.
    pub preamble: String,
    pub plan: Plan,
}

/// All that a command has to say.
#[derive(Debug)]
pub struct Findings {
    /// The command: `diff`.
    pub command: String,
    /// The answer in our own words: `3 differences: 2 missing, 1 changed`.
    pub summary: String,
    /// Of what: `from live to schema.toml`.
    pub subject: String,
    pub rules: &'static [Rule],
    pub found: Vec<Finding>,
    /// What was looked at by name and is well.
    pub passed: Vec<String>,
    pub exit_code: u8,
    /// Why that is 1, 2 or 4.
    pub failures: Vec<Failure>,
    /// What was not looked at, and the word for that.
    pub not_checked: Vec<String>,
    pub not_checked_is: &'static str,
    pub notes: Vec<String>,
    pub remedy: Option<Remedy>,
    /// What stands for the whole, where a format wants a place.
    pub root: Place,
}

impl Findings {
    /// Of a command that came to no answer.
    pub fn of_error(command: &str, error: &Error) -> Self {
        let problems = error.problems().iter();
        Self {
            command: command.to_owned(),
            summary: "failed".to_owned(),
            subject: String::new(),
            rules: &[],
            found: Vec::new(),
            passed: Vec::new(),
            exit_code: error.kind().exit_code(),
            failures: [error].into_iter().chain(problems).map(Failure::of).collect(),
            not_checked: Vec::new(),
            not_checked_is: "not compared",
            notes: Vec::new(),
            remedy: None,
            root: Place { file: "schema.toml".to_owned(), line: 1 },
        }
    }

    /// As the command is called.
    pub fn call(&self) -> String {
        call(&self.command)
    }

    /// The answer, with what it is about.
    pub fn sentence(&self) -> String {
        if self.subject.is_empty() { self.summary.clone() } else { format!("{} ({})", self.summary, self.subject) }
    }

    /// The first of what was found, and how many more there are.
    pub fn first(&self, most: usize) -> (&[Finding], usize) {
        // Where not all fit, one place is for saying so.
        let shown = if self.found.len() > most { most.saturating_sub(1) } else { self.found.len() };
        (&self.found[..shown], self.found.len() - shown)
    }

    /// With files as the repository knows them that they are in, for someone who stands in `directory`.
    #[must_use]
    pub fn in_repository(mut self, directory: &Path) -> Self {
        let places = self.found.iter_mut().map(|finding| &mut finding.place);
        let places = places.chain(self.failures.iter_mut().filter_map(|failure| failure.place.as_mut()));
        for place in places.chain([&mut self.root]) {
            place.file = in_repository(&place.file, directory, |above| above.join(".git").exists());
        }
        self
    }
}

fn call(command: &str) -> String {
    format!("pgkeel {command}").trim_end().to_owned()
}

/// A file by its path from the top of the repository that it is in; in none, from the current directory, where it is below that;
/// else by its name. Never absolute, and without `.` and `..`.
fn in_repository(file: &str, directory: &Path, is_top: impl Fn(&Path) -> bool) -> String {
    let mut path = PathBuf::new();
    for component in directory.join(file).components() {
        match component {
            Component::ParentDir => _ = path.pop(),
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    let top = path.ancestors().skip(1).find(|above| is_top(above)).unwrap_or(directory);
    let inside = path.strip_prefix(top).ok().filter(|inside| inside.is_relative());
    inside.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default())).to_string_lossy().into_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::error::SqlFacts;

    const RULES: &[Rule] =
        &[Rule { id: "drift/missing", word: "missing", meaning: "Declared, and not there", help: "Make it" }];

    /// So many findings, with names that every format has to escape.
    pub(crate) fn findings(number: usize) -> Findings {
        let finding = |number: usize| Finding {
            rule: &RULES[0],
            level: Level::Error,
            object: format!("table \"a|`*<b>&'%:,\n\u{1b}[1m]]>\"\"{number}\""),
            identity: format!("table public.{number}"),
            value: Some("x|y".to_owned()),
            diff: Some("- ```\n+ </details>\n".to_owned()),
            place: Place { file: "dir/a b,c:d%.toml".to_owned(), line: number + 1 },
        };
        Findings {
            command: "diff".to_owned(),
            summary: format!("{number} differences"),
            subject: "from a to b".to_owned(),
            rules: RULES,
            found: (0..number).map(finding).collect(),
            exit_code: 3,
            failures: Vec::new(),
            passed: Vec::new(),
            not_checked: vec!["owners".to_owned()],
            not_checked_is: "not compared",
            notes: vec!["a *note*".to_owned()],
            remedy: None,
            root: Place { file: "schema.toml".to_owned(), line: 1 },
        }
    }

    pub(crate) fn failed() -> Findings {
        let facts = SqlFacts { sqlstate: "42704".to_owned(), ..SqlFacts::default() };
        let error = Error::failed("type \"t\u{1b}xet\" does not exist").with_sql(facts).hint("spell it");
        Findings::of_error("diff", &error.pointing_at("schema.toml", "a\nb\n", 2))
    }

    #[test]
    fn a_file_is_called_by_its_path_in_its_repository() {
        let top = |above: &Path| above == Path::new("/src/repo");
        let path = |file: &str, directory: &str| in_repository(file, Path::new(directory), top);
        assert_eq!(path("schema.toml", "/src/repo/backend"), "backend/schema.toml");
        assert_eq!(path("../db/./schema.toml", "/src/repo/backend"), "db/schema.toml");
        assert_eq!(path("/src/repo/db/schema.toml", "/home/me"), "db/schema.toml");
        assert_eq!(path("db/schema.toml", "/home/me"), "db/schema.toml");
        assert_eq!(path("../you/schema.toml", "/home/me"), "schema.toml");
        assert_eq!(path("/etc/schema.toml", "/home/me"), "schema.toml");
    }

    #[test]
    fn where_not_all_fit_the_last_place_says_so() {
        let first = |number: usize| {
            let findings = findings(number);
            let (shown, more) = findings.first(10);
            (shown.len(), more)
        };
        assert_eq!((first(0), first(10), first(11)), ((0, 0), (10, 0), (9, 2)));
    }

    #[test]
    fn a_fingerprint_is_for_ever_and_of_nothing_else() {
        let findings = findings(2);
        assert_eq!(findings.found[0].fingerprint(), "31201dfcea3fda012d851d6ee2d1af7b");
        assert_ne!(findings.found[0].fingerprint(), findings.found[1].fingerprint());
        assert_ne!(fingerprint(&["a", "bc"]), fingerprint(&["ab", "c"]));
    }
}
