//! What is in the database when a statement comes to run, as far as its locks and losses depend on it: what was there before,
//! where that was read, and what the statements before it made of it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::reader::Name;
use super::syntax::{Column, CreateIndex, CreateTable};
use crate::identifier::{QualifiedName, generated};

/// How much a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// PostgreSQL's estimate; None where it has not looked yet.
    pub rows: Option<i64>,
    pub bytes: i64,
}

/// A relation, and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    /// It was made by the statements before: nobody else uses it yet.
    pub fresh: bool,
    /// With its partitions; None where no database was asked.
    pub size: Option<Size>,
    pub partitioned: bool,
    /// A materialized view that holds rows, or anything else that does.
    pub populated: bool,
    pub parent: Option<QualifiedName>,
    pub default_partition: Option<QualifiedName>,
    /// The columns of its partition key.
    pub partition_key: Vec<String>,
    pub columns: BTreeMap<String, ColumnFacts>,
    pub constraints: BTreeMap<String, ConstraintFacts>,
    pub indexes: BTreeMap<String, IndexFacts>,
    /// The tables whose foreign keys refer to it.
    pub referenced_by: Vec<QualifiedName>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnFacts {
    /// As PostgreSQL spells it.
    pub data_type: String,
    pub not_null: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConstraintFacts {
    pub valid: bool,
    /// What a CHECK demands, in one spelling.
    pub check: Option<String>,
    /// What a foreign key refers to.
    pub references: Option<QualifiedName>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexFacts {
    /// None where it has an expression.
    pub columns: Option<Vec<String>>,
    /// What is indexed, in one spelling; of an index that was there before, nothing.
    pub definition: Option<String>,
}

/// What there is.
#[derive(Debug, Clone, Default)]
pub struct World {
    relations: BTreeMap<QualifiedName, Relation>,
    /// The tables with a column of a domain, by the domain's name.
    pub domain_users: BTreeMap<String, Vec<QualifiedName>>,
    /// The domains with constraints: a column of one is checked when it is added.
    pub constrained_domains: BTreeSet<String>,
    /// The database was asked: what is not among the relations was not there before.
    pub is_live: bool,
    /// The server's major version, where one was asked.
    pub major: Option<u32>,
    path: Vec<String>,
    pub time_zone_changed: bool,
}

impl World {
    /// With names looked up in these schemas.
    pub fn new(path: Vec<String>) -> Self {
        Self { path, ..Self::default() }
    }

    /// What the database holds.
    pub fn insert(&mut self, name: QualifiedName, relation: Relation) {
        self.relations.insert(name, relation);
    }

    pub fn set_path(&mut self, path: Vec<String>) {
        self.path = path;
    }

    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// The relation's full name: the first of that name on the search path; where there is none, where it would be made.
    pub fn resolve(&self, name: &Name) -> QualifiedName {
        if let Some(schema) = &name.schema {
            return QualifiedName::new(schema, &name.name);
        }
        let in_schema = |schema: &String| QualifiedName::new(schema, &name.name);
        let known = self.path.iter().map(in_schema).find(|name| self.relations.contains_key(name));
        known.unwrap_or_else(|| self.path.first().map_or_else(|| QualifiedName::new("public", &name.name), in_schema))
    }

    pub fn get(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name)
    }

    pub fn entry(&mut self, name: &QualifiedName) -> &mut Relation {
        let is_live = self.is_live;
        self.relations.entry(name.clone()).or_insert_with(|| Relation {
            fresh: is_live,
            populated: !is_live,
            ..Relation::default()
        })
    }

    /// Whether others may use it: it was there before, or may have been.
    pub fn is_in_use(&self, name: &QualifiedName) -> bool {
        self.relations.get(name).map_or(!self.is_live, |relation| !relation.fresh)
    }

    /// Whether it may hold rows that others use: then what is long is felt, and what is lost was there.
    pub fn holds_rows(&self, name: &QualifiedName) -> bool {
        self.is_in_use(name) && self.relations.get(name).is_none_or(|relation| relation.populated)
    }

    /// Whether this holds for a relation that is known.
    pub fn any(&self, is: impl Fn(&QualifiedName) -> bool) -> bool {
        self.relations.keys().any(is)
    }

    pub fn column(&self, table: &QualifiedName, column: &str) -> Option<&ColumnFacts> {
        self.get(table)?.columns.get(column)
    }

    /// The table that an index is of.
    pub fn table_of_index(&self, index: &Name) -> Option<QualifiedName> {
        let schema = |table: &QualifiedName| index.schema.as_ref().is_none_or(|schema| *schema == table.schema);
        let has = |(table, relation): &(&QualifiedName, &Relation)| relation.indexes.contains_key(&index.name) && schema(table);
        self.relations.iter().find(has).map(|(table, _)| table.clone())
    }

    /// Takes a table as made.
    pub fn make_table(&mut self, table: &CreateTable) -> QualifiedName {
        let name = match &table.name.schema {
            None if table.temporary => QualifiedName::new("pg_temp", &table.name.name),
            None => QualifiedName::new(self.path.first().map_or("public", String::as_str), &table.name.name),
            Some(schema) => QualifiedName::new(schema, &table.name.name),
        };
        let mut relation = Relation { fresh: true, partitioned: table.partition_by.is_some(), ..Relation::default() };
        relation.partition_key = table.partition_by.iter().flatten().flatten().cloned().collect();
        relation.parent = table.partition_of.as_ref().map(|(parent, _)| self.resolve(parent));
        for column in &table.columns {
            relation.columns.insert(column.name.clone(), ColumnFacts::of(column));
        }
        if let Some(parent) = relation.parent.clone() {
            relation.columns.extend(self.get(&parent).map(|parent| parent.columns.clone()).unwrap_or_default());
        }
        if table.temporary
            && let Some(first) = self.path.first().filter(|first| *first != "pg_temp").cloned()
        {
            // A temporary table is found before all others of its name.
            self.path = ["pg_temp".to_owned(), first].into_iter().chain(self.path.iter().skip(1).cloned()).collect();
        }
        self.relations.insert(name.clone(), relation);
        name
    }

    pub fn make(&mut self, name: &Name) {
        let name = match &name.schema {
            Some(schema) => QualifiedName::new(schema, &name.name),
            None => QualifiedName::new(self.path.first().map_or("public", String::as_str), &name.name),
        };
        self.relations.insert(name, Relation { fresh: true, ..Relation::default() });
    }

    /// Takes an index as made; gives an index of the same definition that is there already.
    pub fn make_index(&mut self, index: &CreateIndex) -> Option<String> {
        let table = self.resolve(&index.table);
        let columns: Vec<&str> = index.columns.iter().flatten().map(String::as_str).collect();
        let name = index.name.clone().unwrap_or_else(|| generated(&table.name, &columns, "idx"));
        let relation = self.entry(&table);
        let is_plain = super::lints::is_plain(&index.definition);
        let same = relation.indexes.iter().find(|(_, known)| match &known.definition {
            Some(definition) => *definition == index.definition,
            None => is_plain && !index.unique && index.columns.is_some() && known.columns == index.columns,
        });
        let same = same.map(|(name, _)| name.clone());
        relation
            .indexes
            .insert(name, IndexFacts { columns: index.columns.clone(), definition: Some(index.definition.clone()) });
        same
    }

    pub fn drop_relation(&mut self, name: &QualifiedName) {
        // What is made under its name again is new.
        self.relations.insert(name.clone(), Relation { fresh: true, ..Relation::default() });
    }

    pub fn rename(&mut self, from: &QualifiedName, to: QualifiedName) {
        let relation = self.entry(from).clone();
        self.drop_relation(from);
        self.relations.insert(to, relation);
    }
}

impl ColumnFacts {
    pub fn of(column: &Column) -> Self {
        Self { data_type: column.data_type.clone(), not_null: column.not_null }
    }
}
