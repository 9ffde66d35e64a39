//! What a schema is: objects by identity, each with its definition in PostgreSQL's own words, its comment, and what it
//! depends on. `schema.toml` and a live database both become this.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};

use crate::identifier::{self, QualifiedName};

/// The kinds of objects, in an order in which they can be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Schema,
    Extension,
    Enum,
    Sequence,
    Function,
    Table,
    Column,
    Constraint,
    Index,
    /// A partition of a table: its name and bounds. Its parts come from the parent.
    Partition,
    View,
    MaterializedView,
    Trigger,
}

impl Kind {
    /// As a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Enum => "enum",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Table => "table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Partition => "partition",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Trigger => "trigger",
        }
    }
}

/// What a comparison does not look at yet. Every report says so: "in sync" is no more than it claims.
pub const NOT_COMPARED: &[&str] = &[
    "owners",
    "grants",
    "row-level security",
    "storage parameters of tables",
    "storage and compression of columns",
    "statistics targets",
    "identity options",
    "replica identity",
    "tablespaces and access methods",
    "extension versions and schemas",
    "column order",
];

/// Which object: its kind, the name of it or of the relation it belongs to, and its own name within that relation. A
/// constraint or a trigger is known by (table, name), because the same name may stand on several tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    pub kind: Kind,
    /// A function's name carries its argument types: `f(integer, text)`. A schema's and an extension's own schema is empty.
    pub name: QualifiedName,
    pub part: Option<String>,
}

impl Identity {
    pub fn new(kind: Kind, name: QualifiedName) -> Self {
        Self { kind, name, part: None }
    }

    pub fn part(kind: Kind, relation: QualifiedName, part: impl Into<String>) -> Self {
        Self { kind, name: relation, part: Some(part.into()) }
    }

    /// The name that is the object's own.
    pub fn own_name(&self) -> &str {
        self.part.as_deref().unwrap_or(&self.name.name)
    }

    /// A partition's own name: its part is the bare name where it is in its parent's schema, else qualified SQL.
    pub fn partition_name(&self) -> QualifiedName {
        let part = self.own_name();
        let elsewhere = if part.contains(['.', '"']) { QualifiedName::parse(part, &self.name.schema) } else { None };
        elsewhere.unwrap_or_else(|| QualifiedName::new(&*self.name.schema, part))
    }

    /// The name in SQL, qualified: of the object, or of the relation that it is a part of.
    pub fn sql_name(&self) -> String {
        match self.kind {
            // A function's name is already SQL: `quoted(types)`.
            Kind::Function => format!("{}.{}", identifier::quote(&self.name.schema), self.name.name),
            Kind::Schema | Kind::Extension => identifier::quote(&self.name.name),
            _ => self.name.to_string(),
        }
    }

    /// As a person reads it, without `default_schema`: `index bookings.idx_bookings_user`.
    pub fn describe(&self, default_schema: &str) -> String {
        let name = match self.kind {
            Kind::Schema | Kind::Extension => self.name.name.clone(),
            Kind::Function if self.name.schema == default_schema => self.name.name.clone(),
            Kind::Function => self.sql_name(),
            _ => self.name.short(default_schema),
        };
        match &self.part {
            // The name of a partition in another schema is SQL already.
            Some(part) if self.kind == Kind::Partition && part.contains(['.', '"']) => {
                format!("{} {name}.{part}", self.kind.name())
            }
            Some(part) => format!("{} {name}.{}", self.kind.name(), identifier::quote(part)),
            None => format!("{} {name}", self.kind.name()),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(""))
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One object. Equal objects have equal definitions, comments and states.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// What follows the name in SQL; for a table how it is partitioned, for an enum its labels as literals.
    pub definition: String,
    pub comment: Option<String>,
    /// What is wrong with it beside its definition: an index that is `invalid`.
    pub state: Option<String>,
    /// An extension that may be absent.
    pub optional: bool,
    /// Where a column stands in its table, from 1.
    pub position: usize,
    /// What it needs (`pg_depend`); empty where it was declared and not read from a database.
    pub depends_on: BTreeSet<Identity>,
    /// Where in `schema.toml` it is declared, as a byte.
    pub declared_at: usize,
}

impl Object {
    pub fn new(definition: impl Into<String>) -> Self {
        Self { definition: definition.into(), ..Self::default() }
    }
}

/// A database's schema, or the part of it that is managed.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The schemas that are managed. Names in the first are written without it.
    pub schemas: Vec<String>,
    pub objects: BTreeMap<Identity, Object>,
}

impl Schema {
    pub fn default_schema(&self) -> &str {
        self.schemas.first().map_or("public", String::as_str)
    }

    pub fn get(&self, identity: &Identity) -> Option<&Object> {
        self.objects.get(identity)
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&Identity, &Object)> {
        let first = Identity::new(kind, QualifiedName::new("", ""));
        self.objects.range(first..).take_while(move |(identity, _)| identity.kind == kind)
    }

    /// The parts of one kind of a relation.
    pub fn parts(&self, kind: Kind, relation: &QualifiedName) -> impl Iterator<Item = (&Identity, &Object)> {
        let first = Identity::new(kind, relation.clone());
        self.objects.range(first..).take_while(move |(identity, _)| identity.kind == kind && identity.name == *relation)
    }

    /// A table's columns in their order.
    pub fn columns(&self, table: &QualifiedName) -> Vec<(&str, &Object)> {
        let mut columns: Vec<_> =
            self.parts(Kind::Column, table).map(|(identity, object)| (identity.own_name(), object)).collect();
        columns.sort_by_key(|(_, object)| object.position);
        columns
    }

    /// Whether a schema is there, as an object of the database.
    pub fn has_schema(&self, name: &str) -> bool {
        self.objects.contains_key(&Identity::new(Kind::Schema, QualifiedName::new("", name)))
    }

    /// Every partition by its own name.
    pub fn partitions(&self) -> BTreeMap<QualifiedName, &Identity> {
        self.of_kind(Kind::Partition).map(|(identity, _)| (identity.partition_name(), identity)).collect()
    }

    pub fn is_partitioned(&self, table: &QualifiedName) -> bool {
        let table = Identity::new(Kind::Table, table.clone());
        self.get(&table).is_some_and(|object| !object.definition.is_empty())
    }
}

/// A column's definition taken apart. Only for definitions that were read from a database, whose order is ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnParts<'a> {
    /// The type with its modifiers: `character varying(255)`.
    pub data_type: &'a str,
    pub collation: Option<&'a str>,
    pub not_null: bool,
    pub default: Option<&'a str>,
    /// `always as (…) stored`, or `by default as identity`.
    pub generated: Option<&'a str>,
}

impl<'a> ColumnParts<'a> {
    pub fn of(definition: &'a str) -> Self {
        let mut parts = Self::default();
        let mut rest = definition;
        let next = |text: &str| {
            [" collate ", " not null", " default ", " generated "]
                .iter()
                .filter_map(|word| super::text::find_outside_quotes(text, word))
                .min()
                .unwrap_or(text.len())
        };
        let end = next(rest);
        (parts.data_type, rest) = rest.split_at(end);
        if let Some(after) = rest.strip_prefix(" collate ") {
            let end = next(after);
            parts.collation = Some(&after[..end]);
            rest = &after[end..];
        }
        if let Some(after) = rest.strip_prefix(" not null") {
            parts.not_null = true;
            rest = after;
        }
        if let Some(default) = rest.strip_prefix(" default ") {
            parts.default = Some(default);
        } else if let Some(generated) = rest.strip_prefix(" generated ") {
            parts.generated = Some(generated);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_definition_comes_apart() {
        let parts = ColumnParts::of("character varying(255) collate \"C\" not null default 'not null default x'::text");
        assert_eq!(parts.data_type, "character varying(255)");
        assert_eq!(parts.collation, Some("\"C\""));
        assert!(parts.not_null);
        assert_eq!(parts.default, Some("'not null default x'::text"));
        let parts = ColumnParts::of("\"odd not null type\" generated always as ((a + 1)) stored");
        assert_eq!(parts.data_type, "\"odd not null type\"");
        assert_eq!(parts.generated, Some("always as ((a + 1)) stored"));
        assert_eq!(ColumnParts::of("timestamp with time zone").data_type, "timestamp with time zone");
    }

    #[test]
    fn identities_read_well() {
        let bookings = QualifiedName::new("public", "bookings");
        let index = Identity::part(Kind::Index, bookings.clone(), "idx_a");
        assert_eq!(index.describe("public"), "index bookings.idx_a");
        assert_eq!(index.to_string(), "index public.bookings.idx_a");
        assert_eq!(Identity::new(Kind::Table, bookings).describe("public"), "table bookings");
    }
}
