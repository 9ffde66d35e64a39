//! What went wrong, for a person and for a script: a kind that decides the exit code, a message that says what and where,
//! the SQL with a caret, what state the database is in now, and hints that say what to do next.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Decides the exit code (the table in `pgkeel --help`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It failed: exit code 1.
    Failed,
    /// An unknown flag, a bad argument, a file that cannot be read as what it should be: exit code 2.
    Usage,
    /// A lock could not be had in time, or another pgkeel is at work: exit code 4. Nothing is left half done.
    Busy,
}

impl Kind {
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Busy => 4,
        }
    }
}

/// A place in a file that a person wrote. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    pub file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// Some lines of a file or statement, with the place of the fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line number of the first of `lines`.
    pub first_line: usize,
    pub lines: Vec<String>,
    /// Where the caret goes: line number and column.
    pub caret: Option<(usize, usize)>,
}

/// What PostgreSQL said beside its message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SqlFacts {
    pub sqlstate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// The one error type. Made with [`Error::failed`], [`Error::usage`] or [`Error::busy`], then enriched.
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    message: String,
    location: Option<Location>,
    excerpt: Option<Excerpt>,
    sql: Option<SqlFacts>,
    state: Option<String>,
    hints: Vec<String>,
    problems: Vec<Error>,
    facts: Map<String, Value>,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            kind,
            message,
            location: None,
            excerpt: None,
            sql: None,
            state: None,
            hints: Vec::new(),
            problems: Vec::new(),
            facts: Map::new(),
        }))
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub fn busy(message: impl Into<String>) -> Self {
        Self::new(Kind::Busy, message)
    }

    /// Problems that were found together, of the kind of the first. One alone is the error itself; several keep their own
    /// places and hints under a message that `summary` makes of their number.
    ///
    /// # Errors
    /// Unless there is none.
    pub fn all(mut problems: Vec<Self>, summary: impl FnOnce(usize) -> String) -> Result<()> {
        match problems.len() {
            0 => Ok(()),
            1 => Err(problems.remove(0)),
            number => {
                let mut error = Self::new(problems[0].kind(), summary(number));
                error.0.problems = problems;
                Err(error)
            }
        }
    }

    /// A file that could not be read, written or made: says which, what for, and why.
    pub fn file(doing: &str, path: &std::path::Path, cause: &std::io::Error) -> Self {
        let error = if cause.kind() == std::io::ErrorKind::NotFound { Self::usage } else { Self::failed };
        error(format!("cannot {doing} {}: {}", path.display(), plain_io(cause)))
    }

    /// Says what was being done: `doing: message`.
    #[must_use]
    pub fn while_doing(mut self, doing: impl fmt::Display) -> Self {
        self.0.message = format!("{doing}: {}", self.0.message);
        self
    }

    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// Points at a place in a text that came from `file`: sets the location and shows the lines around it.
    #[must_use]
    pub fn pointing_at(mut self, file: &str, source: &str, byte: usize) -> Self {
        let (line, column) = line_and_column(source, byte);
        self.0.location = Some(Location { file: file.to_owned(), line: Some(line), column: Some(column) });
        let first = line.saturating_sub(CONTEXT_LINES).max(1);
        self.0.excerpt = Some(Excerpt::of(source, first, line, Some((line, column))));
        self
    }

    /// Points at no file: where what was read is not one of the person's.
    #[must_use]
    pub fn without_place(mut self) -> Self {
        self.0.location = None;
        self.0.excerpt = None;
        self
    }

    #[must_use]
    pub fn with_excerpt(mut self, excerpt: Excerpt) -> Self {
        self.0.excerpt = Some(excerpt);
        self
    }

    #[must_use]
    pub fn with_sql(mut self, facts: SqlFacts) -> Self {
        self.0.sql = Some(facts);
        self
    }

    /// Says what state the database (or file) is in now.
    #[must_use]
    pub fn leaving(mut self, state: impl Into<String>) -> Self {
        self.0.state = Some(state.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// Says something to programs beside, under a key of its own.
    #[must_use]
    pub fn with_fact(mut self, key: &str, fact: Value) -> Self {
        self.0.facts.insert(key.to_owned(), fact);
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    pub fn excerpt(&self) -> Option<&Excerpt> {
        self.0.excerpt.as_ref()
    }

    pub fn sql(&self) -> Option<&SqlFacts> {
        self.0.sql.as_ref()
    }

    /// The five characters of PostgreSQL's error code, where the server said it.
    pub fn sqlstate(&self) -> Option<&str> {
        self.0.sql.as_ref().map(|sql| sql.sqlstate.as_str())
    }

    pub fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }

    /// What this error is the sum of, where it is one.
    pub fn problems(&self) -> &[Self] {
        &self.0.problems
    }
}

/// Lines shown before the one with the fault.
const CONTEXT_LINES: usize = 2;

impl Excerpt {
    /// Lines `first` to `last` of a text, with a caret.
    pub fn of(source: &str, first: usize, last: usize, caret: Option<(usize, usize)>) -> Self {
        let lines = source.lines().skip(first - 1).take(last + 1 - first).map(str::to_owned).collect();
        Self { first_line: first, lines, caret }
    }
}

/// Line and column (from 1, in characters) of a byte of a text; a byte past the end is the end.
pub fn line_and_column(source: &str, byte: usize) -> (usize, usize) {
    let mut end = byte.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The byte at which the `position`-th character (from 1, as PostgreSQL counts) of a text begins.
pub fn byte_of_character(source: &str, position: usize) -> usize {
    source.char_indices().nth(position.saturating_sub(1)).map_or(source.len(), |(byte, _)| byte)
}

/// An I/O error without Rust's "(os error 2)".
fn plain_io(cause: &std::io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(location) = &self.0.location {
            write!(f, "{location}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            kind: Kind,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            location: Option<&'a Location>,
            #[serde(skip_serializing_if = "Option::is_none")]
            sql: Option<&'a SqlFacts>,
            #[serde(skip_serializing_if = "Option::is_none")]
            state: Option<&'a str>,
            hints: &'a [String],
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            problems: &'a [Error],
            #[serde(flatten)]
            facts: &'a Map<String, Value>,
        }
        Shape {
            kind: self.0.kind,
            message: &self.0.message,
            location: self.location(),
            sql: self.sql(),
            state: self.state(),
            hints: &self.0.hints,
            problems: &self.0.problems,
            facts: &self.0.facts,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let source = "select 'é',\n  oops;\n";
        let byte = source.find("oops").unwrap();
        assert_eq!(line_and_column(source, byte), (2, 3));
        assert_eq!(line_and_column(source, 10_000), (3, 1));
        assert_eq!(byte_of_character(source, 10), source.find("',").unwrap());
    }

    #[test]
    fn an_error_points_at_its_place() {
        let error = Error::usage("unknown key").pointing_at("a.toml", "x = 1\ny = 2\n", 6);
        assert_eq!(error.to_string(), "a.toml:2:1: unknown key");
        assert_eq!(error.excerpt().unwrap().lines, ["x = 1", "y = 2"]);
        assert_eq!(error.kind().exit_code(), 2);
    }

    #[test]
    fn problems_are_reported_together() {
        let problem = || Error::usage("bad name").hint("rename it");
        let summary = |number| format!("{number} problems in migrations/");
        assert!(Error::all(vec![], summary).is_ok());
        assert_eq!(Error::all(vec![problem()], summary).unwrap_err().message(), "bad name");
        let error = Error::all(vec![problem(), Error::failed("x")], summary).unwrap_err();
        assert_eq!((error.message(), error.kind(), error.problems().len()), ("2 problems in migrations/", Kind::Usage, 2));
    }
}
