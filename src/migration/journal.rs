//! pgkeel's own tables, as values and as the SQL that writes them: what is known of each applied migration beside refinery's
//! row, and how far a migration that runs in no transaction has come.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::files::MigrationFile;
use super::history::History;
use super::outcome::{Before, Outside, Witness};
use crate::identifier::literal;
use crate::plan::Sql;

/// Makes the schema `pgkeel` and its tables.
pub const CREATION: &str = include_str!("../postgres/queries/side_tables.sql");

/// What the role may do with these tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Access {
    /// They are there, to be read and written.
    Ready,
    /// They are not there, and may be made.
    ToBeMade,
    /// They are there, to be read alone.
    ReadOnly,
    #[default]
    Denied,
}

impl Access {
    pub fn may_write(self) -> bool {
        matches!(self, Self::Ready | Self::ToBeMade)
    }
}

/// How far a statement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It was begun, in no transaction.
    Started,
    /// The server said that it failed.
    Failed,
    Done,
}

impl Progress {
    pub fn of(name: &str) -> Self {
        match name {
            "done" => Self::Done,
            "failed" => Self::Failed,
            _ => Self::Started,
        }
    }
}

/// A statement of a migration that was begun and is not at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub version: i64,
    /// From 1.
    pub statement: usize,
    /// As it was run; `None` where somebody ran a printed plan.
    pub sql: Option<String>,
    pub progress: Progress,
    pub before: Before,
    /// What of its doing is there now, where that is to be looked up.
    pub now: Vec<Witness>,
}

/// The tables, as far as this history is concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    pub access: Access,
    /// Ordered by version and statement.
    pub entries: Vec<Entry>,
    /// The versions that facts are kept of: the applied ones, and what was taken out of the history behind our back.
    pub known: BTreeSet<i64>,
}

impl Journal {
    pub fn of(&self, version: i64) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.version == version)
    }

    /// How many statements of it are done.
    pub fn done(&self, version: i64) -> usize {
        self.of(version).filter(|entry| entry.progress == Progress::Done).count()
    }
}

/// A fact about an applied migration that refinery's table has no column for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub version: i64,
    pub took: Option<std::time::Duration>,
    pub applied_by: String,
    pub tool: String,
    /// The file as it was applied, where it was kept.
    pub sql: Option<String>,
}

/// Who writes these tables.
pub(super) const TOOL: &str = concat!("pgkeel ", env!("CARGO_PKG_VERSION"));

/// A text that is longer is not kept: a dump with its data.
pub(super) const LONGEST_KEPT: usize = 1 << 20;

/// How long a migration took, by what tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// Its transaction.
    Transaction,
    /// The statements in the journal.
    Journalled,
    /// Nothing: its transaction holds others too.
    Unknown,
}

/// Writes about one migration.
#[derive(Debug, Clone, Copy)]
pub struct Scribe<'a> {
    history: &'a History,
    version: i64,
}

impl<'a> Scribe<'a> {
    pub fn new(history: &'a History, version: i64) -> Self {
        Self { history, version }
    }

    /// The history and the version, as SQL.
    pub fn key(self) -> String {
        format!("{}, {}", literal(&self.history.table.to_string()), self.version)
    }

    fn is(self, statement: usize) -> String {
        format!("(history, version, statement) = ({}, {statement})", self.key())
    }

    /// A statement begins that no transaction holds. What was there before its first beginning stays noted.
    pub fn started(self, statement: usize, sql: &str, outside: &Outside) -> Sql {
        let (target, present) = outside.noted();
        let text = format!(
            "INSERT INTO pgkeel.migration_journal AS journal (history, version, statement, state, target, present, sql)\n\
             VALUES ({}, {statement}, 'started', {target}, {present}, $1)\n\
             ON CONFLICT (history, version, statement) DO UPDATE SET state = 'started', sql = excluded.sql, ended = NULL,\n    \
             target = CASE WHEN journal.sql = excluded.sql THEN journal.target ELSE excluded.target END,\n    \
             present = CASE WHEN journal.sql = excluded.sql THEN journal.present ELSE excluded.present END",
            self.key()
        );
        Sql { kept: Some(Arc::from(sql)), ..Sql::from(text) }
    }

    /// A statement that was noted as begun has come to its end.
    pub fn ended(self, statement: usize, failed: bool) -> Sql {
        let state = if failed { "failed" } else { "done" };
        Sql::from(format!(
            "UPDATE pgkeel.migration_journal SET state = '{state}', ended = pg_catalog.clock_timestamp() WHERE {}",
            self.is(statement)
        ))
    }

    /// A statement is done in the transaction that this is written in.
    pub fn done(self, statement: usize, sql: &str) -> Sql {
        let text = format!(
            "INSERT INTO pgkeel.migration_journal (history, version, statement, state, began, ended, sql)\n\
             VALUES ({}, {statement}, 'done', pg_catalog.now(), pg_catalog.clock_timestamp(), $1)\n\
             ON CONFLICT (history, version, statement) DO UPDATE SET state = 'done', sql = excluded.sql, ended = excluded.ended",
            self.key()
        );
        Sql { kept: Some(Arc::from(sql)), ..Sql::from(text) }
    }

    /// Keeps the facts of a migration whose record is written in the same transaction. `known`: in the place of others.
    pub fn fact(self, file: &MigrationFile, took: Took, known: bool) -> Sql {
        let took = match took {
            Took::Transaction => "pg_catalog.clock_timestamp() - pg_catalog.now()".to_owned(),
            Took::Unknown => "NULL".to_owned(),
            Took::Journalled => format!(
                "(SELECT pg_catalog.sum(ended - began) FROM pgkeel.migration_journal WHERE (history, version) = ({}))",
                self.key()
            ),
        };
        self.keep(file, &took, known)
    }

    /// Keeps what is known of a migration that somebody else has applied.
    pub fn adopted(self, file: &MigrationFile) -> Sql {
        self.keep(file, "NULL", true)
    }

    fn keep(self, file: &MigrationFile, took: &str, known: bool) -> Sql {
        let kept = file.sql().len() <= LONGEST_KEPT;
        let mut text = format!(
            "INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)\n\
             VALUES ({}, {}, {took}, {}, {})",
            self.key(),
            literal(file.name()),
            literal(TOOL),
            if kept { "$1" } else { "NULL" }
        );
        // Only there: it costs as much as the rest of it.
        if known {
            text.push_str(
                "\nON CONFLICT (history, version) DO UPDATE SET name = excluded.name, applied_on = excluded.applied_on, \
                 took = excluded.took,\n    applied_by = excluded.applied_by, tool = excluded.tool, sql = excluded.sql",
            );
        }
        Sql { kept: kept.then(|| Arc::from(file.sql())), ..Sql::from(text) }
    }

    /// The file that a migration was applied from is right as it is now.
    pub fn corrected(self, file: &MigrationFile) -> Sql {
        let kept = file.sql().len() <= LONGEST_KEPT;
        let text = format!(
            "UPDATE pgkeel.applied_migrations SET name = {}, sql = {} WHERE (history, version) = ({})",
            literal(file.name()),
            if kept { "$1" } else { "NULL" },
            self.key()
        );
        Sql { kept: kept.then(|| Arc::from(file.sql())), ..Sql::from(text) }
    }

    /// The migration is at its end: its record takes the journal's place.
    pub fn closed(self) -> Sql {
        Sql::from(format!("DELETE FROM pgkeel.migration_journal WHERE (history, version) = ({})", self.key()))
    }

    /// The migration was undone: what was known of it is no fact any more.
    pub fn forgotten(self) -> Sql {
        Sql::from(format!("DELETE FROM pgkeel.applied_migrations WHERE (history, version) = ({})", self.key()))
    }
}
