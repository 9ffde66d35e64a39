//! A partitioned table as it is: its partitions with their bounds, and what a new partition must be given because partitions
//! do not inherit it. Plain values, filled in by `postgres::partitions`.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::bounds::{Edge, KeyType};
use super::mark::Mark;
use super::within::Within;
use crate::identifier::{QualifiedName, quote};

/// A table that is partitioned by range of one column of a type that we know.
#[derive(Debug, Clone)]
pub struct Table {
    pub oid: u32,
    pub name: QualifiedName,
    pub key_column: String,
    pub key_type: KeyType,
    /// The key column's type, as a cast writes it.
    pub key_cast: String,
    pub properties: Properties,
    /// Tables that its foreign keys point at, and tables whose foreign keys point at it: attaching locks them too.
    pub references: Vec<QualifiedName>,
    pub referenced_by: Vec<QualifiedName>,
    /// A foreign key of its own points at itself.
    pub refers_to_itself: bool,
    /// Without the default one, by their lower bounds. They never overlap.
    pub partitions: Vec<Partition>,
    pub default: Option<DefaultPartition>,
    /// `DETACH … CONCURRENTLY` is there: PostgreSQL 14.
    pub detaches_concurrently: bool,
    /// Tables that were partitions of it until pgkeel detached them.
    pub detached: Vec<Detached>,
}

/// What partitions do not inherit from their parent (measured on PostgreSQL 15).
#[derive(Debug, Clone, Default)]
pub struct Properties {
    pub owner: String,
    /// The owner is not the role that works: partitions would get the wrong one.
    pub owner_differs: bool,
    pub replica_identity: ReplicaIdentity,
    pub row_security: bool,
    pub force_row_security: bool,
    /// From PostgreSQL 17 on a partitioned table may have one.
    pub access_method: Option<String>,
    pub tablespace: Option<String>,
    /// Columns with a statistics target or statistics options (`n_distinct = 100`) of their own.
    pub statistics: Vec<(String, Option<i32>, Option<Vec<String>>)>,
    pub grants: Vec<Grant>,
    pub statement_triggers: Vec<StatementTrigger>,
    pub storage: Storage,
    /// Partitions come to have its identity columns (from PostgreSQL 17 on), but what is below them when they are attached does not.
    pub identity_reaches_partitions: bool,
    /// How partitions are partitioned themselves, as their policy says.
    pub within: Option<Within>,
}

/// How new partitions are stored, as their policy says: their parent cannot say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storage {
    /// Storage parameters with their values, as SQL has them.
    pub parameters: Vec<(String, String)>,
    pub tablespace: Option<String>,
    pub unlogged: bool,
}

/// What logical replication tells rows apart by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReplicaIdentity {
    /// The primary key.
    #[default]
    Default,
    Full,
    Nothing,
    /// An index of the parent.
    Index(QualifiedName),
}

/// Privileges on the table, or on one of its columns, that a role other than the owner has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grant {
    /// `None` is everybody: PUBLIC.
    pub grantee: Option<String>,
    pub column: Option<String>,
    /// As PostgreSQL spells them: SELECT, INSERT …
    pub privileges: Vec<String>,
    pub grantable: bool,
}

/// A trigger that fires once for a statement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StatementTrigger {
    pub name: String,
    /// What makes it, as far as the name of its table, and from there on.
    pub before: String,
    pub after: String,
    /// Whether it fires, as `pg_trigger` has it.
    pub state: char,
}

impl StatementTrigger {
    /// What gives it to a table.
    #[must_use]
    pub fn statements(&self, table: &QualifiedName) -> Vec<String> {
        let made = format!("{} ON {table} {}", self.before, self.after);
        let fires = match self.state {
            'D' => "DISABLE",
            'R' => "ENABLE REPLICA",
            'A' => "ENABLE ALWAYS",
            _ => return vec![made],
        };
        vec![made, format!("ALTER TABLE {table} {fires} TRIGGER {}", quote(&self.name))]
    }
}

/// One partition, by its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    pub name: QualifiedName,
    pub lower: Edge,
    pub upper: Edge,
    /// `DETACH … CONCURRENTLY` was interrupted: its rows are not seen, inserts into its range fail.
    pub detach_pending: bool,
    /// In bytes, as of the last VACUUM or ANALYZE.
    pub size: i64,
    pub oid: u32,
    pub is_foreign: bool,
    /// By what it is partitioned itself: `LIST (region)`, or `LIST (an expression)`.
    pub by: Option<String>,
    /// All tables below it.
    pub parts: Vec<Part>,
    pub comment: Option<String>,
    /// `FOR VALUES …`, as PostgreSQL prints it.
    pub bounds: String,
}

impl Partition {
    /// A whole, empty one without a comment.
    pub fn new(name: QualifiedName, lower: Edge, upper: Edge) -> Self {
        Self {
            name,
            lower,
            upper,
            detach_pending: false,
            size: 0,
            oid: 0,
            is_foreign: false,
            by: None,
            parts: Vec::new(),
            comment: None,
            bounds: String::new(),
        }
    }
}

/// A table that pgkeel detached, by the mark in its comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detached {
    pub oid: u32,
    pub name: QualifiedName,
    pub is_foreign: bool,
    pub is_partitioned: bool,
    /// All tables below it.
    pub parts: Vec<Part>,
    pub mark: Mark,
}

/// A table below a partition that is partitioned itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: QualifiedName,
    /// `FOR VALUES …` or `DEFAULT`, as PostgreSQL prints it.
    pub bounds: String,
    /// Not a part of a part.
    pub is_direct: bool,
}

/// What hangs on a partition, or on a table that was one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Foreign keys of its own, and the tables that they point at.
    pub foreign_keys: Vec<(String, QualifiedName)>,
    /// Why it must stay where it is, in words: publications that name it.
    pub holds_it: Vec<String>,
    /// What `DROP TABLE` would refuse because of, in words.
    pub needs_it: Vec<String>,
}

/// What was looked up of a table before its partitions are retired, beside what hangs on each of them.
#[derive(Debug, Clone, Default)]
pub struct Bonds {
    /// Foreign keys with rows that point into a partition, in words, by its oid.
    pub referenced: BTreeMap<u32, Vec<String>>,
    /// The quarantine schema is there.
    pub quarantine_exists: bool,
    /// The columns of the policy's log with their types as SQL; `None` where it has none, or the table is not there.
    pub log_columns: Option<Vec<(String, String)>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultPartition {
    pub name: QualifiedName,
    pub rows: DefaultRows,
    /// Neither partitioned itself nor a foreign table.
    pub is_table: bool,
    /// It has the constraint that an interrupted run leaves.
    pub has_proof: bool,
    /// Somebody's triggers or rules see rows that are deleted.
    pub deletes_fire: bool,
    /// Those that rows are written with.
    pub columns: Vec<String>,
}

/// Where the keys of a default partition's rows lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRange {
    pub lowest: Edge,
    pub highest: Edge,
    pub has_null: bool,
}

/// How many rows a default partition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultRows {
    /// Counted up to a limit: `or_more` when it was reached.
    Counted { rows: i64, or_more: bool },
    /// We may not look.
    Unknown(String),
}

/// What was looked up for the windows that are missing.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    /// Relations that already have the name that a new partition would get.
    pub namesakes: BTreeMap<String, Namesake>,
    /// How many rows the default partition holds of missing windows, by their lower bounds, counted up to a limit.
    pub in_default: BTreeMap<NaiveDateTime, i64>,
    /// Looked up where the default partition may have to become another one.
    pub range: Option<KeyRange>,
    /// Why rows of windows, by their lower bounds, cannot leave the default partition: foreign keys of others.
    pub pointed_at: BTreeMap<NaiveDateTime, String>,
}

/// A relation that has a name we want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// In words: `table`, `view`, `index` …
    pub kind: String,
    pub partition_of: Option<QualifiedName>,
    pub comment: Option<String>,
    pub empty: bool,
    /// Its columns are the parent's.
    pub same_columns: bool,
}
