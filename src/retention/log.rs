//! `[log]` of a policy: the table that a line is written into, and what stands in it. What only a batch of rows knows is put in by
//! the executor, as a bound value; what a partition's line may name is for `partition::log` to say.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::policy::Fault;
use crate::identifier::QualifiedName;
use crate::plan::erasure::Piece;

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    table: Spanned<String>,
    columns: BTreeMap<String, Spanned<Value>>,
}

/// Where a line is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log<P = Place> {
    pub table: QualifiedName,
    /// Where in the file the table is named.
    pub at: usize,
    pub columns: Vec<LogColumn<P>>,
}

/// A column and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogColumn<P = Place> {
    pub name: String,
    /// Where in the file it stands.
    pub at: usize,
    /// With the places of what a run knows in it.
    pub template: Vec<Part<P>>,
}

/// A part of a value as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<P = Place> {
    /// What is known before, or only once the batch is done.
    Text(String),
    Place(P),
}

/// What a value may name where a batch of rows is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Rows,
    Batch,
    At,
    Policy,
    Table,
    Action,
    Keep,
    Cutoff,
    Began,
}

pub(super) const PLACES: [(&str, Place); 9] = [
    ("rows", Place::Rows),
    ("batch", Place::Batch),
    ("at", Place::At),
    ("policy", Place::Policy),
    ("table", Place::Table),
    ("action", Place::Action),
    ("keep", Place::Keep),
    ("cutoff", Place::Cutoff),
    ("began", Place::Began),
];

impl<P: Copy> Log<P> {
    /// Reads it; `places` are what a value may name.
    ///
    /// # Errors
    /// What is wrong, and where in the file.
    pub fn read(written: &Written, default_schema: &str, places: &[(&str, P)]) -> Result<Self, Fault> {
        let at = written.table.span().start;
        let name = written.table.as_ref();
        let table = QualifiedName::parse(name, default_schema)
            .ok_or_else(|| Fault::new(at, format!("`{name}` is not the name of a table"), "write it as in SQL"))?;
        if written.columns.is_empty() {
            return Err(Fault::new(
                at,
                "`log.columns` names no column",
                "write it like records_deleted = \"{rows}\", executed_by = \"pgkeel {policy}\"",
            ));
        }
        let column = |(name, value): (&String, &Spanned<Value>)| {
            let at = value.span().start;
            let text = match value.as_ref() {
                Value::String(text) => text.clone(),
                Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => value.as_ref().to_string(),
                Value::Array(_) | Value::Table(_) => {
                    return Err(Fault::new(at, "it is no single value", "write JSON and arrays as text: '[\"financial\"]'"));
                }
            };
            let template = template(&text, places).map_err(|word| {
                let known: Vec<String> = places.iter().map(|(word, _)| format!("{{{word}}}")).collect();
                let message = format!("there is no {{{word}}}, but {}", known.join(", "));
                Fault::new(at, message, "{{word}} stands for {word} itself")
            })?;
            Ok(LogColumn { name: name.clone(), at, template })
        };
        Ok(Self { table, at, columns: written.columns.iter().map(column).collect::<Result<_, _>>()? })
    }
}

/// Parts a value at what looks like `{word}`; other braces stand for themselves.
fn template<'a, P: Copy>(text: &'a str, places: &[(&str, P)]) -> Result<Vec<Part<P>>, &'a str> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        plain.push_str(&rest[..open]);
        let from = &rest[open + 1..];
        let length = from.bytes().take_while(u8::is_ascii_lowercase).count();
        let doubled = from.strip_prefix('{').map(|inner| {
            let length = inner.bytes().take_while(u8::is_ascii_lowercase).count();
            (length, length > 0 && inner[length..].starts_with("}}"))
        });
        if let Some((length, true)) = doubled {
            plain.push_str(&from[..=length]);
            plain.push('}');
            rest = &from[length + 3..];
        } else if length > 0 && from[length..].starts_with('}') {
            let word = &from[..length];
            let (_, place) = places.iter().find(|(known, _)| *known == word).ok_or(word)?;
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Place(*place));
            rest = &from[length + 1..];
        } else {
            plain.push('{');
            rest = from;
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

impl LogColumn {
    /// The value with what is known of the run in it; what only the batch knows is left to it.
    pub fn pieces(&self, known: impl Fn(Place) -> String) -> Vec<Piece> {
        let piece = |part: &Part| match part {
            Part::Text(text) => Piece::Text(text.clone()),
            Part::Place(Place::Rows) => Piece::Rows,
            Part::Place(Place::Batch) => Piece::Batch,
            Part::Place(Place::At) => Piece::At,
            Part::Place(place) => Piece::Text(known(*place)),
        };
        self.template.iter().map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_braces_are_places_and_other_braces_are_themselves() {
        let text = |text: &str| Part::<Place>::Text(text.to_owned());
        assert_eq!(template("{rows}", &PLACES), Ok(vec![Part::Place(Place::Rows)]));
        assert_eq!(
            template("pgkeel {policy}: {rows} of {table}!", &PLACES),
            Ok(vec![
                text("pgkeel "),
                Part::Place(Place::Policy),
                text(": "),
                Part::Place(Place::Rows),
                text(" of "),
                Part::Place(Place::Table),
                text("!"),
            ])
        );
        for same in ["", "[\"financial\"]", "{\"a\": {\"b\": 1}}", "{}", "{", "a}", "{Rows}"] {
            assert_eq!(template(same, &PLACES), Ok(vec![text(same)]), "{same}");
        }
        assert_eq!(template("{{rows}}", &PLACES), Ok(vec![text("{rows}")]));
        assert_eq!(template("{row}", &PLACES), Err("row"));
    }
}
