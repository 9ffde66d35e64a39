//! Reads what is in a database, as far as the locks and losses of a migration's statements depend on it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::session::Session;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::migration::analysis::recognise::one_spelling;
use crate::migration::analysis::world::{ColumnFacts, ConstraintFacts, IndexFacts, Relation, Size, World};

/// A schema and a name in it.
#[derive(Deserialize)]
struct Full(String, String);

impl From<Full> for QualifiedName {
    fn from(Full(schema, name): Full) -> Self {
        Self { schema, name }
    }
}

#[derive(Deserialize)]
struct RelationRow {
    schema: String,
    name: String,
    partitioned: bool,
    populated: bool,
    bytes: i64,
    rows: Option<i64>,
    parent: Option<Full>,
    default_partition: Option<Full>,
    partition_key: Option<Vec<String>>,
    referenced_by: Option<Vec<Full>>,
    columns: Option<Vec<ColumnRow>>,
    constraints: Option<Vec<ConstraintRow>>,
    indexes: Option<Vec<IndexRow>>,
}

#[derive(Deserialize)]
struct ColumnRow {
    name: String,
    data_type: String,
    not_null: bool,
}

#[derive(Deserialize)]
struct ConstraintRow {
    name: String,
    valid: bool,
    check: Option<String>,
    references: Option<Full>,
}

#[derive(Deserialize)]
struct IndexRow {
    name: String,
    columns: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct DomainRow {
    name: String,
    constrained: bool,
    users: Option<Vec<Full>>,
}

/// What of these names is there. Names without a schema are looked up in `path`.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session, names: &BTreeSet<String>, path: Vec<String>) -> Result<World> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = World::new(path);
    world.is_live = true;
    world.major = Some(session.major_version());
    let there = session.query(include_str!("queries/world_names.sql"), &[&names]).await?;
    let names: Vec<&str> = there.iter().map(|row| row.get(0)).collect();
    if names.is_empty() {
        return Ok(world);
    }
    for row in session.query(include_str!("queries/world_relations.sql"), &[&names]).await? {
        let row: RelationRow = parse(row.get(0))?;
        world.insert(QualifiedName::new(&row.schema, &row.name), row.into());
    }
    for row in session.query(include_str!("queries/world_domains.sql"), &[&names]).await? {
        let row: DomainRow = parse(row.get(0))?;
        if row.constrained {
            world.constrained_domains.insert(row.name.clone());
        }
        world.domain_users.insert(row.name, row.users.into_iter().flatten().map(QualifiedName::from).collect());
    }
    Ok(world)
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| Error::failed(format!("what the catalog said cannot be read: {cause}")))
}

impl From<RelationRow> for Relation {
    fn from(row: RelationRow) -> Self {
        let column = |column: ColumnRow| (column.name, ColumnFacts { data_type: column.data_type, not_null: column.not_null });
        let constraint = |row: ConstraintRow| {
            let check = row.check.as_deref().map(one_spelling);
            (row.name, ConstraintFacts { valid: row.valid, check, references: row.references.map(QualifiedName::from) })
        };
        let index = |index: IndexRow| (index.name, IndexFacts { columns: index.columns, definition: None });
        Self {
            fresh: false,
            size: Some(Size { rows: row.rows, bytes: row.bytes }),
            partitioned: row.partitioned,
            populated: row.populated,
            parent: row.parent.map(QualifiedName::from),
            default_partition: row.default_partition.map(QualifiedName::from),
            partition_key: row.partition_key.unwrap_or_default(),
            columns: row.columns.into_iter().flatten().map(column).collect::<BTreeMap<_, _>>(),
            constraints: row.constraints.into_iter().flatten().map(constraint).collect(),
            indexes: row.indexes.into_iter().flatten().map(index).collect(),
            referenced_by: row.referenced_by.into_iter().flatten().map(QualifiedName::from).collect(),
        }
    }
}
