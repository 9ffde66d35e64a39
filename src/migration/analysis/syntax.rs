//! What a statement says, as far as locks, rewrites and losses depend on it.

use super::super::reader::Name;
use crate::plan::LockMode;

/// A statement, recognised by its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `ALTER TABLE`, with all its actions.
    AlterTable {
        table: Name,
        actions: Vec<Action>,
    },
    CreateTable(CreateTable),
    CreateIndex(CreateIndex),
    DropIndexes {
        names: Vec<Name>,
        concurrently: bool,
    },
    /// Tables, views, sequences: what has a name among the relations.
    DropRelations {
        kind: RelationKind,
        names: Vec<Name>,
        cascade: bool,
    },
    /// `DROP TYPE … CASCADE`, `DROP SCHEMA … CASCADE`, `DROP OWNED`: what else goes with it cannot be told by the words.
    DropCascade(String),
    Truncate {
        names: Vec<Name>,
        cascade: bool,
    },
    Reindex {
        what: Reindexed,
        concurrently: bool,
    },
    Refresh {
        view: Name,
        concurrently: bool,
    },
    /// `CLUSTER`, `VACUUM FULL`; of no table, of all of them.
    Rewrite(Vec<Name>),
    /// `ALTER DOMAIN` that has every column of the domain checked.
    CheckDomain(Name),
    Write {
        verb: Verb,
        table: Name,
        /// It is about all rows, by its words.
        all: bool,
    },
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`, `CREATE SEQUENCE`, `CREATE FOREIGN TABLE`.
    Makes {
        name: Name,
        replaces: bool,
    },
    /// Takes a lock for a moment, whatever the database holds.
    Locks {
        mode: LockMode,
        relations: Vec<Name>,
    },
    /// `ALTER … RENAME TO` and `SET SCHEMA` of a view or a sequence.
    Moves {
        from: Name,
        to: Name,
        mode: LockMode,
    },
    SearchPath(Vec<String>),
    TimeZone,
    /// Takes no lock that others would notice.
    Harmless,
    /// It runs code that is not in the file, or that cannot be read here.
    Opaque(&'static str),
    /// What a `WITH` holds; or the SQL in the body of a `DO` block, as far as it is written out there.
    Several {
        statements: Vec<Statement>,
        complete: bool,
    },
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    Table,
    View,
    MaterializedView,
    Sequence,
    ForeignTable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reindexed {
    Index(Name),
    Table(Name),
    /// A schema, a database.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Insert,
    Update,
    Delete,
    Merge,
    Copy,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    pub name: Name,
    pub if_not_exists: bool,
    pub temporary: bool,
    pub columns: Vec<Column>,
    /// Each with its name, where it has one.
    pub constraints: Vec<(Option<String>, Constraint)>,
    pub like: Vec<Name>,
    pub inherits: Vec<Name>,
    /// Its parent, and the bounds as they are written.
    pub partition_of: Option<(Name, String)>,
    /// The columns of its partition key; None of what is an expression.
    pub partition_by: Option<Vec<Option<String>>>,
    pub from_query: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateIndex {
    pub name: Option<String>,
    pub table: Name,
    pub only: bool,
    pub unique: bool,
    pub concurrently: bool,
    pub if_not_exists: bool,
    /// What is indexed, as it is written behind the table's name, in one spelling.
    pub definition: String,
    /// Its plain columns; None where it has an expression.
    pub columns: Option<Vec<String>>,
}

/// A column as it is declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// As PostgreSQL spells it.
    pub data_type: String,
    pub not_null: bool,
    pub default: Option<String>,
    pub generated: Option<Generated>,
    /// What it says of itself, each with its name.
    pub constraints: Vec<(Option<String>, Constraint)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generated {
    Identity,
    Stored,
    /// Neither word: stored before PostgreSQL 18, virtual from then on.
    Unsaid,
    Virtual,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    Check(String),
    Unique { key: Key, nulls_distinct: bool },
    PrimaryKey(Key),
    Exclude,
    ForeignKey(ForeignKey),
    NotNull(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    Columns(Vec<String>),
    UsingIndex(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub table: Name,
    pub referenced: Vec<String>,
    /// `ON DELETE SET NULL` or `ON UPDATE SET NULL`.
    pub sets_null: bool,
}

/// What `ALTER TABLE` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    AddColumn {
        column: Column,
        if_not_exists: bool,
    },
    DropColumn(String),
    AlterType {
        column: String,
        data_type: String,
        collation: bool,
        using: bool,
    },
    SetNotNull(String),
    DropNotNull(String),
    AddConstraint {
        name: Option<String>,
        constraint: Constraint,
        not_valid: bool,
    },
    Validate(String),
    DropConstraint(String),
    Attach(Name),
    Detach {
        partition: Name,
        concurrently: bool,
    },
    /// `SET LOGGED`, `SET ACCESS METHOD`, `SET TABLESPACE`, `SET EXPRESSION`.
    Rewrites(String),
    RenameTo(String),
    RenameColumn(String, String),
    SetSchema(String),
    Inherit(Name),
    NoInherit(Name),
    /// Takes a lock for a moment.
    Locks(LockMode),
    Unknown,
}
