//! What a schema is: objects by identity, each with its definition in PostgreSQL's own words, its comment, and what it
//! depends on. `schema.toml` and a live database both become this.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};

use crate::identifier::{self, QualifiedName};

pub use super::kind::{Attribute, Form, Kind, Naming};

/// Who owns the schema `public` of a new database, from PostgreSQL 15 on.
pub const PUBLIC_OWNER: &str = "pg_database_owner";

/// Which object: its kind, the name of it or of the relation it belongs to, and its own name within that relation. A
/// constraint or a trigger is known by (table, name), because the same name may stand on several tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    pub kind: Kind,
    /// Where identity is more than a name, it is SQL: `f(integer, text)`. What is the database's has no schema.
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

    /// Whether it is the schema that every database comes with.
    pub fn is_public(&self) -> bool {
        self.kind == Kind::Schema && self.name.name == "public"
    }

    /// An object that is the database's.
    pub fn global(kind: Kind, name: impl Into<String>) -> Self {
        Self::new(kind, QualifiedName::new("", name))
    }

    /// The name that is the object's own.
    pub fn own_name(&self) -> &str {
        self.part.as_deref().unwrap_or(&self.name.name)
    }

    /// The same in SQL.
    pub fn own_sql_name(&self) -> Cow<'_, str> {
        match self.own_name() {
            // The name of a partition in another schema is SQL already.
            part if self.kind == Kind::Partition && part.contains(['.', '"']) => part.into(),
            own => identifier::quote(own).into(),
        }
    }

    /// A partition's own name: its part is the bare name where it is in its parent's schema, else qualified SQL.
    pub fn partition_name(&self) -> QualifiedName {
        let part = self.own_name();
        let elsewhere = if part.contains(['.', '"']) { QualifiedName::parse(part, &self.name.schema) } else { None };
        elsewhere.unwrap_or_else(|| QualifiedName::new(&*self.name.schema, part))
    }

    /// The schema in which default privileges are given, where they are given in one.
    pub fn default_privileges_schema(&self) -> Option<String> {
        const WITHIN: &str = " in schema ";
        let name = Some(&self.name.name).filter(|_| self.kind == Kind::DefaultPrivileges)?;
        let rest = &name[super::text::find_outside_quotes(name, WITHIN)? + WITHIN.len()..];
        let end = super::text::find_outside_quotes(rest, " on ").unwrap_or(rest.len());
        Some(QualifiedName::parse(&rest[..end], "")?.name)
    }

    /// The relation by its own name: of a partition not the parent's.
    pub fn relation_name(&self) -> QualifiedName {
        if self.kind == Kind::Partition { self.partition_name() } else { self.name.clone() }
    }

    /// The name in SQL, qualified: of the object, or of the relation that it is a part of.
    pub fn sql_name(&self) -> String {
        match self.kind.naming() {
            Naming::Signature => format!("{}.{}", identifier::quote(&self.name.schema), self.name.name),
            Naming::Global => identifier::quote(&self.name.name),
            Naming::GlobalSql => self.name.name.clone(),
            Naming::Plain | Naming::Part => self.name.to_string(),
        }
    }

    /// As a person reads it, without `default_schema`: `index bookings.idx_bookings_user`.
    pub fn describe(&self, default_schema: &str) -> String {
        let name = match self.kind.naming() {
            Naming::Global | Naming::GlobalSql => self.name.name.clone(),
            Naming::Signature if self.name.schema == default_schema => self.name.name.clone(),
            Naming::Signature => self.sql_name(),
            Naming::Plain | Naming::Part => self.name.short(default_schema),
        };
        match &self.part {
            Some(_) => format!("{} {name}.{}", self.kind.name(), self.own_sql_name()),
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

/// Where something is declared: in which of the files, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    pub file: usize,
    pub byte: usize,
}

/// One object. Equal objects have equal definitions and attributes.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// What follows the name in SQL; for a table how it is partitioned, for an enum its labels as literals, for a rare kind
    /// the statement that creates it.
    pub definition: String,
    pub attributes: BTreeMap<Attribute, String>,
    /// An extension that may be absent.
    pub optional: bool,
    /// Where a column stands in its table, from 1.
    pub position: usize,
    /// What it needs (`pg_depend`), the attributes of composite types among it; empty where it was declared and not read from a
    /// database.
    pub depends_on: BTreeSet<Identity>,
    /// Of a view the columns that it gives, `name type collate c`, where what depends on what was read too.
    pub columns: Vec<String>,
    /// Stands for the values of its secret options, where those were read from a database: two that differ have others. It is
    /// never written anywhere.
    pub secrets: Option<i64>,
    /// Whether it is a materialized view that was read while it could not be, having been created `WITH NO DATA`: that is no
    /// matter of the schema, and decides only what can be created over it.
    pub unpopulated: bool,
    /// Where a file declares it.
    pub declared_at: Option<Place>,
}

impl Object {
    pub fn new(definition: impl Into<String>) -> Self {
        Self { definition: definition.into(), ..Self::default() }
    }

    pub fn attribute(&self, attribute: Attribute) -> Option<&str> {
        self.attributes.get(&attribute).map(String::as_str)
    }

    pub fn set(&mut self, attribute: Attribute, value: Option<String>) {
        match value {
            Some(value) => self.attributes.insert(attribute, value),
            None => self.attributes.remove(&attribute),
        };
    }

    pub fn comment(&self) -> Option<&str> {
        self.attribute(Attribute::Comment)
    }

    pub fn state(&self) -> Option<&str> {
        self.attribute(Attribute::State)
    }

    /// The values of an attribute that is one a line.
    pub fn lines(&self, attribute: Attribute) -> impl Iterator<Item = &str> {
        self.attribute(attribute).into_iter().flat_map(str::lines)
    }

    /// Whether it has options that the role that read it may not see, all of them.
    pub fn is_hidden(&self) -> bool {
        self.attribute(Attribute::HiddenOptions) == Some("*")
    }

    /// Whether something else makes it (an extension, an identity column, PostgreSQL): then only what was added to it is said.
    pub fn is_made_by_another(&self) -> bool {
        [Attribute::MadeBy, Attribute::IdentityOf].iter().any(|attribute| self.attributes.contains_key(attribute))
    }

    /// The identity column that makes a sequence: `t.id`, or `"Schema"."Table"."Column"`.
    pub fn identity_column(&self, default_schema: &str) -> Option<Identity> {
        let text = self.attribute(Attribute::IdentityOf)?;
        let mut dot = super::text::find_outside_quotes(text, ".")?;
        while let Some(next) = super::text::find_outside_quotes(&text[dot + 1..], ".") {
            dot += 1 + next;
        }
        let table = QualifiedName::parse(&text[..dot], default_schema)?;
        Some(Identity::part(Kind::Column, table, QualifiedName::parse(&text[dot + 1..], "")?.name))
    }

    /// The tables that a foreign key of `own` refers to.
    pub fn referenced_tables(&self, own: &QualifiedName) -> BTreeSet<QualifiedName> {
        let columns = self.depends_on.iter().filter(|need| matches!(need.kind, Kind::Column | Kind::Table | Kind::Partition));
        columns.map(Identity::relation_name).filter(|table| table != own).collect()
    }

    /// Whether it came from a parent, and only says how it differs from there.
    pub fn is_inherited(&self) -> bool {
        self.attributes.contains_key(&Attribute::Inherited)
    }
}

/// A database's schema, or the part of it that is managed.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The schemas that are managed. Names in the first are written without it.
    pub schemas: Vec<String>,
    /// Who owns what names no owner; without it owners are left open.
    pub owner: Option<String>,
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

    /// Leaves out what stands in other schemas, and gives the names of those. Partitions go with their tables, wherever they are.
    pub fn keep_schemas(&mut self, wanted: &[String]) -> BTreeSet<String> {
        let partitions = self.partitions();
        let home = |table: &QualifiedName| {
            let above = std::iter::successors(Some(table), |table| partitions.get(*table).map(|partition| &partition.name));
            above.last().map_or_else(String::new, |root| root.schema.clone())
        };
        let mut left_out = BTreeSet::new();
        let mut strange = BTreeSet::new();
        for identity in self.objects.keys() {
            let schema = match identity.kind {
                Kind::Schema => Some(identity.name.name.clone()),
                Kind::DefaultPrivileges => identity.default_privileges_schema(),
                _ => Some(home(&identity.name)).filter(|schema| !schema.is_empty() && schema != "pg_catalog"),
            };
            if let Some(schema) = schema.filter(|schema| !wanted.contains(schema)) {
                left_out.insert(schema);
                strange.insert(identity.clone());
            }
        }
        self.objects.retain(|identity, _| !strange.contains(identity));
        left_out.extend(self.schemas.iter().filter(|schema| !wanted.contains(schema)).cloned());
        left_out
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
        self.objects.contains_key(&Identity::global(Kind::Schema, name))
    }

    /// The relation of that name, whatever its kind; of a partition, its identity below its parent (which `partitions` has).
    pub fn relation(&self, name: &QualifiedName, partitions: &BTreeMap<QualifiedName, &Identity>) -> Option<Identity> {
        const RELATIONS: [Kind; 6] =
            [Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::CompositeType, Kind::Domain];
        RELATIONS
            .into_iter()
            .map(|kind| Identity::new(kind, name.clone()))
            .find(|identity| self.objects.contains_key(identity))
            .or_else(|| partitions.get(name).map(|partition| (*partition).clone()))
    }

    /// What a table is a partition of, or the tables that it inherits from.
    pub fn parents(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let kinds = [Kind::Table, Kind::ForeignTable].map(|kind| Identity::new(kind, table.clone()));
        if let Some(child) = kinds.iter().find_map(|identity| self.get(identity)) {
            let names = super::text::split_list(child.attribute(Attribute::Inherits).unwrap_or_default());
            return names.into_iter().filter_map(|name| QualifiedName::parse(name, self.default_schema())).collect();
        }
        self.partition_named(table).map(|partition| partition.name.clone()).into_iter().collect()
    }

    /// A column as the nearest ancestor of its table has it: what a partition, or a child, has by itself.
    pub fn inherited_column(&self, table: &QualifiedName, column: &str) -> Option<&Object> {
        let parents = self.parents(table);
        let of_parent = |parent: &QualifiedName| {
            let own = self.get(&Identity::part(Kind::Column, parent.clone(), column)).filter(|own| !own.definition.is_empty());
            own.or_else(|| self.inherited_column(parent, column))
        };
        let mut found = parents.iter().filter(|parent| *parent != table).filter_map(of_parent);
        let first = found.next()?;
        // Where parents differ, no one of them decides.
        found.all(|other| other.definition == first.definition).then_some(first)
    }

    /// A check as the nearest ancestors of its table have it; of several that differ one that is valid.
    pub fn inherited_check(&self, check: &Identity) -> Option<&Object> {
        let above = self.checks_above(check);
        let above = above.iter().filter_map(|above| self.get(above));
        above.min_by_key(|check| check.definition.ends_with(" not valid"))
    }

    /// The nearest of that name above a table, one for each line of its ancestors.
    pub fn checks_above(&self, check: &Identity) -> Vec<Identity> {
        let (mut tables, mut seen) = (self.parents(&check.name), BTreeSet::from([check.name.clone()]));
        let mut found = Vec::new();
        while let Some(table) = tables.pop() {
            if seen.insert(table.clone()) {
                let above = Identity { name: table.clone(), ..check.clone() };
                if self.get(&above).is_some_and(|above| super::text::starts_with_word(&above.definition, "check")) {
                    found.push(above);
                } else {
                    tables.extend(self.parents(&table));
                }
            }
        }
        found
    }

    /// A check, a table's own or the one that it inherits.
    pub fn check(&self, check: &Identity) -> Option<&Object> {
        self.get(check).or_else(|| self.inherited_check(check))
    }

    /// A column, its own or the one that its table inherits.
    pub fn column(&self, identity: &Identity) -> Option<&Object> {
        let own = self.get(identity).filter(|own| !own.is_inherited() || !own.definition.is_empty());
        own.or_else(|| self.inherited_column(&identity.name, identity.own_name()))
    }

    /// Without what only the server can say: nothing that a scratch database could be asked about.
    #[must_use]
    pub fn without_server_attributes(mut self) -> Self {
        for object in self.objects.values_mut() {
            object.attributes.retain(|attribute, _| !attribute.is_of_server());
        }
        self
    }

    /// The partition of that name. Who asks for many takes [`Self::partitions`].
    pub fn partition_named(&self, table: &QualifiedName) -> Option<&Identity> {
        let is_named = |identity: &&Identity| match identity.own_name() {
            qualified if qualified.contains(['.', '"']) => identity.partition_name() == *table,
            own => own == table.name && identity.name.schema == table.schema,
        };
        self.of_kind(Kind::Partition).map(|(identity, _)| identity).find(is_named)
    }

    /// Every partition by its own name.
    pub fn partitions(&self) -> BTreeMap<QualifiedName, &Identity> {
        self.of_kind(Kind::Partition).map(|(identity, _)| (identity.partition_name(), identity)).collect()
    }

    pub fn is_partitioned(&self, table: &QualifiedName) -> bool {
        match self.get(&Identity::new(Kind::Table, table.clone())) {
            Some(object) => !object.definition.is_empty(),
            None => self
                .partition_named(table)
                .and_then(|partition| self.get(partition))
                .is_some_and(|object| super::text::find_outside_quotes(&object.definition, " partition by ").is_some()),
        }
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
        // A view's column has no more than a default.
        let end = if rest.starts_with("default ") { 0 } else { next(rest) };
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
        if let Some(default) = rest.strip_prefix(" default ").or_else(|| rest.strip_prefix("default ")) {
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
        assert_eq!(ColumnParts::of("default 5"), ColumnParts { default: Some("5"), ..ColumnParts::default() });
    }

    #[test]
    fn a_sequence_knows_its_identity_column() {
        let mut object = Object::default();
        assert_eq!(object.identity_column("public"), None);
        object.set(Attribute::IdentityOf, Some("t.id".into()));
        assert_eq!(object.identity_column("public").unwrap().to_string(), "column public.t.id");
        object.set(Attribute::IdentityOf, Some("\"a.b\".t.\"C.d\"".into()));
        assert_eq!(object.identity_column("public").unwrap().to_string(), "column \"a.b\".t.\"C.d\"");
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
