//! The one shape of "what we would do": a plan is steps, a step is SQL with its lock, its hazards and a reason.
//! Domain rooms make plans, `postgres::execute` runs them, `--dry-run` prints them.

pub mod consent;
pub mod erasure;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use erasure::{Erasure, Tally};
use serde::Serialize;

use crate::identifier::QualifiedName;

/// PostgreSQL's table-level lock modes, weakest first (manual, section 13.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl LockMode {
    /// All of them, weakest first.
    pub const ALL: [Self; 8] = [
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    /// The name as the manual writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// What ordinary traffic cannot do while it is held.
    pub const fn blocks(self) -> &'static str {
        match self {
            Self::AccessShare | Self::RowShare | Self::RowExclusive | Self::ShareUpdateExclusive => "nothing but other DDL",
            Self::Share | Self::ShareRowExclusive | Self::Exclusive => "writes",
            Self::AccessExclusive => "reads and writes",
        }
    }
}

/// A lock that a step takes on a relation that others use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lock {
    pub mode: LockMode,
    pub relation: String,
}

/// What may hurt: named in every plan, and consented to by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hazard {
    DataLoss,
    Rewrite,
    BlocksWrites,
    BlocksReads,
    LongScan,
    /// Rows show for a while that a policy hides.
    ExposesRows,
}

impl Hazard {
    pub const ALL: [Self; 6] =
        [Self::DataLoss, Self::Rewrite, Self::BlocksWrites, Self::BlocksReads, Self::LongScan, Self::ExposesRows];

    /// Whether a plan with it is run only where it was allowed by name. A long scan that blocks nobody is only said.
    pub const fn needs_consent(self) -> bool {
        !matches!(self, Self::LongScan)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::DataLoss => "data-loss",
            Self::Rewrite => "rewrite",
            Self::BlocksWrites => "blocks-writes",
            Self::BlocksReads => "blocks-reads",
            Self::LongScan => "long-scan",
            Self::ExposesRows => "exposes-rows",
        }
    }
}

/// SQL text that is sent as it stands. It may hold several statements, as a migration file does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sql {
    pub text: String,
    /// The file that it was taken from.
    #[serde(rename = "file", skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The text that `$1` stands for: too long to be shown in a plan, and of no effect beyond being kept.
    #[serde(skip)]
    pub kept: Option<Arc<str>>,
    /// Whether it is about what only this server has (roles, tablespaces, other servers): see [`Step::on_server_only`].
    #[serde(skip)]
    pub on_server_only: bool,
    /// The rows that the executor moves in place of the text, which says it in psql's words.
    #[serde(skip)]
    pub transfer: Option<Transfer>,
}

/// Rows that move between a table and an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transfer {
    Archive(Archive),
    Restore(Restore),
}

/// A table's rows are written into a file, which is verified. A file that is there already must hold just these rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    pub table: QualifiedName,
    /// Of which table it was a partition, and with which bounds (`FOR VALUES …`).
    pub partition_of: Option<(QualifiedName, String)>,
    pub file: PathBuf,
}

/// A verified archive's rows are put into a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restore {
    pub table: QualifiedName,
    pub file: PathBuf,
}

/// Where in a file SQL was taken from, for error messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As the person knows it.
    pub file: String,
    /// All of the file.
    pub text: Arc<str>,
    /// The byte that the SQL begins at.
    pub start: usize,
}

impl Serialize for Source {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.file)
    }
}

impl Sql {
    /// Whether the executor sends it by itself: a person's file, and rows that are moved.
    pub fn stands_alone(&self) -> bool {
        self.source.is_some() || self.transfer.is_some()
    }

    /// With the semicolon and the line break that a script needs behind it; without what is only kept.
    pub fn terminated(&self) -> String {
        let mut text = self.text.trim_end().to_owned();
        if self.transfer.is_some() {
            // A command of psql ends with its line.
            return text + "\n";
        }
        if self.kept.is_some() {
            text = text.replace("$1", "NULL");
        }
        // A comment on the last line would hide a semicolon after it, and rows for COPY end with a line of their own.
        let last = text.lines().next_back().unwrap_or_default();
        let end = match (text.ends_with(';'), last.contains("--") || last.starts_with('\\')) {
            (_, true) => "\n;\n",
            (true, false) => "\n",
            (false, false) => ";\n",
        };
        format!("{text}{end}")
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self { text, source: None, kept: None, on_server_only: false, transfer: None }
    }
}

/// A statement is run in batches: ranges of a table's primary key, each in a transaction of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches {
    /// As a SQL name.
    pub table: String,
    /// How many rows a batch looks at.
    pub rows: u32,
    /// The rest between two batches; None is as long as the batch took.
    pub pause: Option<std::time::Duration>,
    /// How far behind a standby may be before the next batch. Zero is however far.
    pub most_lag: std::time::Duration,
    /// The history and the version, as SQL, that the note of how far it has come is kept by.
    pub key: String,
}

/// A partition that an interrupted `DETACH … CONCURRENTLY` leaves half detached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavesPending {
    /// As a SQL name.
    pub partition: String,
    /// `ALTER TABLE … DETACH PARTITION … FINALIZE`.
    pub finish: String,
}

/// One thing done. A transactional step is done wholly or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it does, in a few words: `create partition bookings_2026_12`.
    pub title: String,
    pub sql: Vec<Sql>,
    /// In one transaction, or each statement on its own (what `CONCURRENTLY` demands).
    pub transactional: bool,
    /// The strongest locks it takes on relations that others use.
    pub locks: Vec<Lock>,
    pub hazards: Vec<Hazard>,
    /// Why it is done, or why this way.
    pub reason: String,
    /// The index, as a SQL name, that an unfinished `CREATE INDEX CONCURRENTLY` of this step leaves behind INVALID. The
    /// executor takes it away, and no index that is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_leave_invalid: Option<String>,
    /// The table or index, as a SQL name, of which an unfinished `REINDEX CONCURRENTLY` of this step leaves copies behind INVALID.
    #[serde(skip)]
    pub may_leave_copies: Option<String>,
    /// What an unfinished `DETACH … CONCURRENTLY` of this step leaves half done, and the executor then finishes.
    #[serde(skip)]
    pub may_leave_pending: Option<LeavesPending>,
    /// Its statement is run in batches; what stands before and after that is run once.
    #[serde(skip)]
    pub batches: Option<Batches>,
    /// Its statements are those of a batch: rows are erased in batches, by their keys.
    #[serde(skip)]
    pub erasure: Option<Erasure>,
    /// What is run, outside of a transaction, once the server has said that the step failed: then that much is known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_failed: Option<Sql>,
    /// Whether the session's settings are made anew after it, because it may have changed them for itself alone.
    #[serde(skip)]
    pub resets_session: bool,
    /// Whether it is about what only this server has (roles, tablespaces, other servers), so that a scratch database can prove
    /// nothing of it.
    pub on_server_only: bool,
}

impl Step {
    pub fn new(title: impl Into<String>, sql: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            sql: vec![Sql::from(sql.into())],
            transactional: true,
            locks: Vec::new(),
            hazards: Vec::new(),
            reason: String::new(),
            may_leave_invalid: None,
            may_leave_copies: None,
            may_leave_pending: None,
            batches: None,
            erasure: None,
            if_failed: None,
            resets_session: false,
            on_server_only: false,
        }
    }

    /// The comments that stand above it in a script: what it does and why, what it locks, what it risks.
    pub fn heading(&self, number: Option<usize>) -> String {
        let number = number.map_or_else(String::new, |number| format!("{number}. "));
        let mut title = format!("-- {number}{}", self.title);
        if !self.reason.is_empty() {
            title.push_str(&format!(": {}", self.reason));
        }
        let mut heading = comment(&title);
        for lock in &self.locks {
            let Lock { mode, relation } = lock;
            heading.push_str(&comment(&format!("--    lock: {} on {relation} (blocks {})", mode.name(), mode.blocks())));
        }
        if !self.hazards.is_empty() {
            let names: Vec<_> = self.hazards.iter().map(|hazard| hazard.name()).collect();
            heading.push_str(&format!("--    hazard: {}\n", names.join(", ")));
        }
        heading
    }

    /// What of it a scratch database can prove; None where that is nothing.
    pub fn provable(&self) -> Option<Self> {
        let sql: Vec<Sql> = self.sql.iter().filter(|sql| !sql.on_server_only).cloned().collect();
        (!self.on_server_only && !sql.is_empty()).then(|| Self { sql, ..self.clone() })
    }

    /// Whether a scratch database can prove all of it.
    pub fn is_provable(&self) -> bool {
        !self.on_server_only && !self.sql.iter().any(|sql| sql.on_server_only)
    }

    #[must_use]
    pub fn and(mut self, sql: impl Into<String>) -> Self {
        self.sql.push(Sql::from(sql.into()));
        self
    }

    /// Moves rows; `words` say it as psql would.
    #[must_use]
    pub fn moving(mut self, transfer: Transfer, words: impl Into<String>) -> Self {
        self.sql.push(Sql { transfer: Some(transfer), ..Sql::from(words.into()) });
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    #[must_use]
    pub fn locking(mut self, mode: LockMode, relation: impl Into<String>) -> Self {
        self.locks.push(Lock { mode, relation: relation.into() });
        self
    }

    #[must_use]
    pub fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    /// Runs outside a transaction; `may_leave_invalid` names the index that an unfinished run leaves INVALID.
    #[must_use]
    pub fn outside_transaction(mut self, may_leave_invalid: Option<String>) -> Self {
        self.transactional = false;
        self.may_leave_invalid = may_leave_invalid;
        self
    }
}

/// Steps in the order in which they run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub steps: Vec<Step>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Looks for the files that rows are moved to or from in a directory.
    pub fn in_directory(&mut self, directory: &Path) {
        for transfer in self.steps.iter_mut().flat_map(|step| &mut step.sql).filter_map(|sql| sql.transfer.as_mut()) {
            match transfer {
                Transfer::Archive(Archive { file, .. }) | Transfer::Restore(Restore { file, .. }) => {
                    *file = directory.join(&*file);
                }
            }
        }
    }

    /// The plan as a script that `psql` runs: a comment above each step says what it locks, risks, and why.
    pub fn script(&self) -> String {
        let mut script = String::new();
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                script.push('\n');
            }
            script.push_str(&step.heading(Some(index + 1)));
            if !step.transactional {
                script.push_str("--    not in a transaction\n");
            }
            let in_block = step.transactional && step.sql.len() > 1;
            if in_block {
                script.push_str("BEGIN;\n");
            }
            for sql in &step.sql {
                script.push_str(&sql.terminated());
            }
            if in_block {
                script.push_str("COMMIT;\n");
            }
        }
        script
    }
}

/// A comment's line. A name or a default with a line break in it must not end the comment: what follows would be run.
pub fn comment(text: &str) -> String {
    let mut line: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    line.push('\n');
    line
}

/// What the executor reports while it runs a plan.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    Started {
        index: usize,
        step: &'a Step,
    },
    /// The lock could not be had in time: it waits, then tries again.
    Retrying {
        step: &'a Step,
        attempt: u32,
        wait: std::time::Duration,
        cause: String,
    },
    /// It waits for a lock, and for whom.
    Blocked {
        step: &'a Step,
        by: &'a [String],
    },
    /// How far a statement that takes long has come: `building index: scanning table, 40 % of 1200 blocks`.
    Working {
        step: &'a Step,
        progress: &'a str,
    },
    /// A batch of its rows is erased, and stays so.
    Erased {
        step: &'a Step,
        tally: Tally,
    },
    Finished {
        index: usize,
        step: &'a Step,
        took: std::time::Duration,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_modes_are_ordered_by_strength() {
        assert!(LockMode::ShareUpdateExclusive < LockMode::Share);
        assert!(LockMode::Exclusive < LockMode::AccessExclusive);
    }

    #[test]
    fn a_comment_at_the_end_hides_no_semicolon() {
        let plan = Plan { steps: vec![Step::new("a", "SELECT 1 -- one;").and("SELECT 2")] };
        assert_eq!(plan.script(), "-- 1. a\nBEGIN;\nSELECT 1 -- one;\n;\nSELECT 2;\nCOMMIT;\n");
    }

    #[test]
    fn what_a_comment_quotes_is_never_run() {
        let plan = Plan {
            steps: vec![
                Step::new("drop table \"a\nb\"", "SELECT 1")
                    .because("it is 'x\r\nDROP TABLE t;'")
                    .locking(LockMode::Share, "c\nd"),
            ],
        };
        let script = plan.script();
        assert!(script.lines().all(|line| line.starts_with("--") || line == "SELECT 1;"), "{script}");
    }

    #[test]
    fn a_script_says_what_each_step_locks_and_risks() {
        let plan = Plan {
            steps: vec![
                Step::new("drop column t.c", "ALTER TABLE t DROP COLUMN c")
                    .because("not declared")
                    .locking(LockMode::AccessExclusive, "t")
                    .hazard(Hazard::DataLoss),
                Step::new("create index i", "CREATE INDEX CONCURRENTLY i ON t (c)").outside_transaction(None),
            ],
        };
        insta::assert_snapshot!(plan.script(), @r"
        -- 1. drop column t.c: not declared
        --    lock: ACCESS EXCLUSIVE on t (blocks reads and writes)
        --    hazard: data-loss
        ALTER TABLE t DROP COLUMN c;

        -- 2. create index i
        --    not in a transaction
        CREATE INDEX CONCURRENTLY i ON t (c);
        ");
    }
}
