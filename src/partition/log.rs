//! `[retain.log]` of a policy: the line that is written in the transaction that drops a table, as the statement that writes it.

use super::plan::block_literal;
use crate::identifier::{QualifiedName, literal, quote};
use crate::retention::log::{Log, Part};

/// What a value may name where a table goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Rows,
    At,
    Table,
    Partition,
    Bounds,
    Action,
}

pub(super) const PLACES: [(&str, Place); 6] = [
    ("rows", Place::Rows),
    ("at", Place::At),
    ("table", Place::Table),
    ("partition", Place::Partition),
    ("bounds", Place::Bounds),
    ("action", Place::Action),
];

/// A line, its columns' types known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    log: &'a Log<Place>,
    types: Vec<&'a str>,
}

/// What goes.
#[derive(Debug, Clone, Copy)]
pub struct Going<'a> {
    pub name: &'a QualifiedName,
    pub parent: &'a QualifiedName,
    pub bounds: &'a str,
    pub action: &'a str,
}

impl<'a> Line<'a> {
    /// `columns` are the log's, with their types as SQL; `None` where there is no such table.
    ///
    /// # Errors
    /// Why no line can be written, and a hint.
    pub fn new(log: &'a Log<Place>, columns: Option<&'a [(String, String)]>) -> Result<Self, (String, String)> {
        let Some(columns) = columns else {
            let hint = "create it with a migration, or correct `table` in [retain.log]".to_owned();
            return Err((format!("{} does not exist", log.table), hint));
        };
        let type_of = |name: &str| columns.iter().find(|(column, _)| column == name).map(|(_, of)| of.as_str());
        let types = log.columns.iter().map(|column| {
            type_of(&column.name).ok_or_else(|| {
                let known: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                (format!("{} has no column `{}`", log.table, column.name), format!("its columns are {}", known.join(", ")))
            })
        });
        Ok(Self { log, types: types.collect::<Result<_, _>>()? })
    }

    /// Its table.
    pub fn table(&self) -> &QualifiedName {
        &self.log.table
    }

    /// Writes it, or fails: also where a trigger or a rule takes the line away. Nobody may change the table meanwhile.
    pub fn statement(&self, going: Going<'_>) -> String {
        let mut columns = Vec::new();
        let mut values = Vec::new();
        for (column, of) in self.log.columns.iter().zip(&self.types) {
            let parts: Vec<String> = column.template.iter().map(|part| part_of(part, going)).collect();
            columns.push(quote(&column.name));
            values.push(format!("CAST({} AS {of})", parts.join(" || ")));
        }
        let (columns, values) = (columns.join(", "), values.join(", "));
        let block = format!(
            "DECLARE\n  \
               written bigint;\n\
             BEGIN\n  \
               INSERT INTO {} ({columns})\n  \
               VALUES ({values});\n  \
               GET DIAGNOSTICS written = ROW_COUNT;\n  \
               IF written <> 1 THEN\n    \
                 RAISE EXCEPTION 'the log took no line: a trigger or a rule of its own is in the way';\n  \
               END IF;\n\
             END",
            self.log.table
        );
        format!("DO {}", block_literal(&block))
    }
}

/// A part of a value as an expression of type text.
fn part_of(part: &Part<Place>, going: Going<'_>) -> String {
    let text = match part {
        Part::Place(Place::Rows) => return format!("(SELECT count(*) FROM {})::text", going.name),
        Part::Place(Place::At) => return "now()::text".to_owned(),
        Part::Text(text) => text.clone(),
        Part::Place(Place::Table) => going.parent.to_string(),
        Part::Place(Place::Partition) => going.name.to_string(),
        Part::Place(Place::Bounds) => going.bounds.to_owned(),
        Part::Place(Place::Action) => going.action.to_owned(),
    };
    literal(&text).trim_start().to_owned()
}
