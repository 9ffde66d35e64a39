//! What is asked of two schemas: which part of them, which renames, what a plan may do.

use super::sources::Side;
use crate::cli;
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::plan::consent::Consent;
use crate::plan::{Hazard, LockMode};
use crate::schema::diff::{self, Difference};
use crate::schema::model::{Identity, Object, Schema};
use crate::schema::pattern::Pattern;
use crate::schema::rename::Rename;
use crate::schema::selection::Selection;

/// What is asked of two schemas.
pub struct Question<'a> {
    pub selection: Selection,
    pub renames: Vec<Rename>,
    /// Whether a plan is wanted.
    pub plans: bool,
    pub explained: Explained<'a>,
}

/// Whether a policy accounts for a partition.
pub type Explained<'a> = &'a dyn Fn(&Identity, &Object) -> bool;

impl Question<'_> {
    pub fn compare(&self, from: &Schema, to: &Schema) -> Vec<Difference> {
        diff::compare(from, to, self.explained)
    }
}

/// What is compared; names without a schema are in `default`.
///
/// # Errors
/// `Usage`, naming the flag or key and what is wrong with it.
pub fn selection(context: &Context, arguments: &cli::Comparing, default: &str) -> Result<Selection> {
    let mut selection = Selection::default();
    let wrong = |source: &str, words: &str, why: String| Error::usage(format!("{source} {words}: {why}"));
    for words in &arguments.only {
        selection.only(words, default).map_err(|why| wrong("--only", words, why))?;
    }
    for words in &context.settings.ignore {
        selection.ignore(words, default).map_err(|why| wrong("pgkeel.toml: drift.ignore", words, why))?;
    }
    for words in &arguments.ignore {
        selection.ignore(words, default).map_err(|why| wrong("--ignore", words, why))?;
    }
    Ok(selection)
}

/// # Errors
/// `Usage`, where a rename is none.
pub fn renames(arguments: &cli::Comparing) -> Result<Vec<Rename>> {
    let parse = |text: &String| Rename::parse(text).map_err(|why| Error::usage(format!("--rename {text}: {why}")));
    arguments.rename.iter().map(parse).collect()
}

pub fn consent(arguments: &cli::Comparing) -> Consent {
    let budget = arguments.lock_budget.as_deref().map(str::to_uppercase);
    Consent {
        hazards: Hazard::ALL.into_iter().filter(|hazard| arguments.allow.iter().any(|name| name == hazard.name())).collect(),
        lock_budget: LockMode::ALL.into_iter().find(|mode| Some(mode.name()) == budget.as_deref()),
    }
}

/// A pattern that means nothing is a mistake, and must not read "in sync".
///
/// # Errors
/// `Usage`, naming each such pattern and the nearest name.
pub fn means_something(selection: &Selection, from: &Side, to: &Side) -> Result<()> {
    let explain = |(pattern, near): (&Pattern, Option<String>)| {
        let error = Error::usage(format!("--only {pattern}: there is no such object in {} or {}", from.name, to.name));
        match near {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    };
    let problems = selection.void(&[&from.schema, &to.schema]).into_iter().map(explain).collect();
    Error::all(problems, |number| format!("{number} patterns mean nothing"))
}
