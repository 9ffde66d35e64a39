//! Which schemas are compared: those that are asked for, else those that `pgkeel.toml` names, else those of a declared side, else
//! all (docs/decisions/0009).

use super::sources::{Side, Source};
use crate::error::{Error, Result};

/// The schemas that are compared.
#[derive(Debug)]
pub struct Scope {
    /// Names in it are written without it.
    first: String,
    /// With `first`; `None` is every one.
    named: Option<Vec<String>>,
}

impl Scope {
    /// `asked` are those of the command line, `configured` those of `pgkeel.toml`.
    ///
    /// # Errors
    /// `Usage`: a declared side does not say what these schemas are, or writes names without another one.
    pub fn new(asked: &[String], configured: Option<&[String]>, sources: [&Source; 2]) -> Result<Self> {
        let declared: Vec<(&str, &[String])> = sources
            .into_iter()
            .filter_map(|source| match source {
                Source::Declared { name, declared, .. } => Some((name.as_str(), declared.schema.schemas.as_slice())),
                Source::Database(_) | Source::Scripts(_) => None,
            })
            .collect();
        let first = declared.first().and_then(|(_, schemas)| schemas.first());
        if let [(one, ones), (other, others)] = declared.as_slice()
            && ones.first() != others.first()
        {
            return Err(Error::usage(format!(
                "{one} writes the names in {} without it, {other} those in {}",
                ones.first().map_or("", String::as_str),
                others.first().map_or("", String::as_str)
            ))
            .hint("make the first of `schemas` the same in both"));
        }
        let (wanted, by) = match configured {
            _ if !asked.is_empty() => (asked, "--schema names"),
            Some(configured) => (configured, "pgkeel.toml manages"),
            None => {
                let mut all: Vec<String> = Vec::new();
                for schema in declared.iter().flat_map(|(_, schemas)| *schemas) {
                    if !all.contains(schema) {
                        all.push(schema.clone());
                    }
                }
                return Ok(match first {
                    Some(first) => Self { first: first.clone(), named: Some(all) },
                    None => Self { first: "public".to_owned(), named: None },
                });
            }
        };
        for (name, schemas) in declared {
            let lacking = wanted.iter().any(|schema| !schemas.contains(schema));
            if lacking || !schemas.iter().take(1).all(|first| wanted.contains(first)) {
                return Err(Error::usage(format!(
                    "{name} declares the schemas {}, and {by} {}",
                    schemas.join(", "),
                    wanted.join(", ")
                ))
                .hint("what is compared must be declared there, the first of `schemas` included"));
            }
        }
        let first = first.or(wanted.first()).cloned().unwrap_or_default();
        Ok(Self { named: Some(in_front(&first, wanted)), first })
    }

    /// Those of a side that has these.
    pub fn of(&self, there: &[String]) -> Vec<String> {
        match &self.named {
            Some(named) => named.clone(),
            None => in_front(&self.first, there),
        }
    }

    /// Makes both sides be about the schemas of either.
    ///
    /// # Errors
    /// `Usage`: one of `asked` is on neither.
    pub fn join(asked: &[String], from: &mut Side, to: &mut Side) -> Result<()> {
        for schema in &to.schema.schemas {
            if !from.schema.schemas.contains(schema) {
                from.schema.schemas.push(schema.clone());
            }
        }
        to.schema.schemas.clone_from(&from.schema.schemas);
        let nowhere = asked.iter().find(|name| ![&*from, &*to].iter().any(|side| side.schema.has_schema(name)));
        match nowhere {
            Some(name) => Err(Error::usage(format!(
                "--schema {name}: there is no such schema, neither in {} nor in {}",
                from.name, to.name
            ))),
            None => Ok(()),
        }
    }
}

fn in_front(first: &str, schemas: &[String]) -> Vec<String> {
    let others = schemas.iter().filter(|schema| *schema != first).cloned();
    std::iter::once(first.to_owned()).chain(others).collect()
}
