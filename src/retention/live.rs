//! A policy's table as it is in the database, and what points at it.

use crate::identifier::QualifiedName;
use crate::partition::bounds::KeyType;

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    pub oid: u32,
    pub is_partitioned: bool,
    /// The primary key: each column's name, and its type as SQL.
    pub key: Vec<(String, String)>,
    /// What the age column holds.
    pub age: KeyType,
    pub columns: Vec<String>,
    /// Generated columns, which follow others, and identity columns that are always generated.
    pub generated: Vec<String>,
    /// The columns that rows are put into partitions by.
    pub partition_key: Vec<String>,
    /// Whether an index begins with the age column.
    pub age_is_indexed: bool,
    pub references: Vec<Reference>,
}

/// A foreign key that points at the table, or at one whose rows go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub constraint: String,
    pub from: QualifiedName,
    pub to: QualifiedName,
    /// The columns that it points at.
    pub columns: Vec<String>,
    pub on_delete_cascade: bool,
    /// Another value in those columns is passed on.
    pub on_update_acts: bool,
}

/// A table of another's choosing that lines are written into: its columns with their types as SQL.
#[derive(Debug, Clone)]
pub struct LogTable {
    pub columns: Vec<(String, String)>,
}
