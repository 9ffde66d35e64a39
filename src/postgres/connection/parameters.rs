//! The connection parameters from all their sources, each with the place it came from, in libpq's order: what is given,
//! then the service file, then the environment (`conninfo_add_defaults` in fe-connect.c).

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::keywords::{self, KEYWORDS, Keyword, Support};
use crate::error::{Error, Result};
use crate::toml_file::nearest;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Given,
    ServiceFile { file: PathBuf, line: usize },
    Variable(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => f.write_str("the connection string"),
            Self::ServiceFile { file, line } => write!(f, "{}:{line}", file.display()),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// A value and where it came from. It has no `Debug`: it may be a password.
pub(super) struct Parameter {
    pub(super) value: String,
    pub(super) source: Source,
}

/// What is known so far. Absent is not the same as empty: an empty value keeps weaker sources out.
#[derive(Default)]
pub(super) struct Parameters(BTreeMap<&'static str, Parameter>);

impl Parameters {
    /// The parameters of a connection string, in their order; the last of one name wins.
    pub(super) fn of_given(pairs: Vec<(String, String)>) -> Result<Self> {
        let mut parameters = Self::default();
        let mut after_password = false;
        for (name, value) in pairs {
            let keyword = keywords::find(&name).ok_or_else(|| unknown(&name, after_password))?;
            after_password = keyword.name == "password";
            parameters.0.insert(keyword.name, Parameter { value, source: Source::Given });
        }
        Ok(parameters)
    }

    /// Adds a value unless a stronger source has one.
    pub(super) fn add(&mut self, keyword: &'static Keyword, value: String, source: Source) {
        self.0.entry(keyword.name).or_insert(Parameter { value, source });
    }

    /// Adds what the environment says, as the weakest source.
    pub(super) fn add_environment(&mut self, environment: &BTreeMap<String, String>) {
        for keyword in KEYWORDS {
            if let Some(variable) = keyword.variable
                && let Some(value) = environment.get(variable)
            {
                self.add(keyword, value.clone(), Source::Variable(variable));
            }
        }
        // Deprecated, but whoever still sets it means it (fe-connect.c reads it where PGSSLMODE is not set).
        if environment.get("PGREQUIRESSL").is_some_and(|value| value.starts_with('1'))
            && let Some(keyword) = keywords::find("sslmode")
        {
            self.add(keyword, "require".to_owned(), Source::Variable("PGREQUIRESSL"));
        }
    }

    /// A value that is neither absent nor empty.
    pub(super) fn get(&self, name: &'static str) -> Option<&Parameter> {
        debug_assert!(keywords::find(name).is_some(), "{name} is not in the table");
        self.0.get(name).filter(|parameter| !parameter.value.is_empty())
    }

    pub(super) fn text(&self, name: &'static str) -> Option<&str> {
        self.get(name).map(|parameter| parameter.value.as_str())
    }

    /// One of a few words; `default` where there is none.
    pub(super) fn word<T: Copy>(&self, name: &'static str, words: &[(&str, T)], default: T) -> Result<T> {
        let Some(parameter) = self.get(name) else { return Ok(default) };
        words.iter().find(|(word, _)| *word == parameter.value).map(|(_, meaning)| *meaning).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            invalid(name, parameter, &format!("one of {}", known.join(", ")))
        })
    }

    /// A whole number, as libpq's `parse_int_param` reads it.
    pub(super) fn integer(&self, name: &'static str) -> Result<Option<i32>> {
        let Some(parameter) = self.get(name) else { return Ok(None) };
        parameter.value.trim().parse().map(Some).map_err(|_| invalid(name, parameter, "a whole number"))
    }

    /// A duration; nothing where it is zero or negative, which both mean "the default".
    pub(super) fn duration(&self, name: &'static str, unit: Duration) -> Result<Option<Duration>> {
        let count = self.integer(name)?.and_then(|count| u32::try_from(count).ok());
        Ok(count.filter(|count| *count > 0).map(|count| unit * count))
    }

    /// Refuses what libpq would heed and this program cannot.
    pub(super) fn refuse_unsupported(&self) -> Result<()> {
        for (name, parameter) in &self.0 {
            let Some(Keyword { support: Support::Only(values), .. }) = keywords::find(name) else { continue };
            let value = parameter.value.to_ascii_lowercase();
            if value.is_empty() || values.contains(&value.as_str()) {
                continue;
            }
            let error = Error::usage(format!("the connection parameter {name} (from {}) is not supported", parameter.source))
                .hint("pgkeel does not ignore what libpq would heed: take it out, if the connection is right without it");
            return Err(match values {
                [] => error,
                _ => error.hint(format!("{name} may be: {}", values.join(", "))),
            });
        }
        Ok(())
    }
}

/// The error for a value that is not what its parameter takes.
pub(super) fn invalid(name: &str, parameter: &Parameter, expected: &str) -> Error {
    Error::usage(format!("{name} is \"{}\" (from {}), which is not {expected}", parameter.value, parameter.source))
}

/// The error for a parameter that libpq does not know either. What follows a password may be its tail: it is not shown.
fn unknown(name: &str, after_password: bool) -> Error {
    if after_password {
        return Error::usage("the connection string has an unknown parameter after the password")
            .hint("if the password itself has spaces, & or =, quote it ('…' in a string of key=value) or percent-encode it (in a URL)");
    }
    let error = Error::usage(format!("unknown connection parameter `{name}`"));
    match nearest(name, KEYWORDS.iter().map(|keyword| keyword.name)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("the parameters are those of libpq: host, port, dbname, user, sslmode, …"),
    }
}
