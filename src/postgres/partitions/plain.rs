//! Reads a table that is to be partitioned, and one that was plain before.

use chrono::NaiveDateTime;
use tokio_postgres::Row;

use super::{read_json, read_kind};
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, quote};
use crate::partition::bounds::{Edge, KeyType};
use crate::partition::convert::{Converted, Facts, Index, Mark, PROOF, Proof, Sequence, key_index};
use crate::partition::policy::{Place, Policy};
use crate::postgres::session::Session;

/// A table before it is partitioned, or after.
#[derive(Debug, Clone)]
pub struct Plain {
    pub oid: u32,
    pub facts: Facts,
    pub is_partitioned: bool,
    /// Why it cannot become a partition, in words.
    pub obstacles: Vec<String>,
}

/// Reads the table of a policy.
///
/// # Errors
/// The server's; `Failed`, where the table or its key is not what the policy says.
pub async fn plain(session: &Session, policy: &Policy) -> Result<Plain> {
    let table = &policy.table;
    let fault = |place: Place, message: String| policy.point(Error::failed(message), place);
    let missing = || fault(Place::Table, format!("{table} does not exist"));
    let sql = include_str!("../queries/partitions_columns.sql");
    let names = session.query(sql, &[&table.schema, &table.name]).await?;
    if names.is_empty() {
        return Err(missing());
    }
    let column = names.iter().map(|row| row.get::<_, String>(0)).find(|name| policy.is_key(name));
    let Some(key_column) = column else {
        return Err(fault(Place::Key, format!("{table} has no column {}", policy.key())));
    };
    let sql = include_str!("../queries/partitions_convert.sql");
    let rows = session.query(sql, &[&table.schema, &table.name, &key_column, &PROOF]).await?;
    let row = rows.first().ok_or_else(missing)?;
    let kind: String = row.get("kind");
    if !matches!(kind.as_str(), "r" | "p") || row.get("is_partition") {
        return Err(fault(Place::Table, format!("{table} is no table of its own")));
    }
    let key_type = read_kind(policy, &key_column, &row.get::<_, String>("key_type"))?;
    let facts = Facts {
        name: table.clone(),
        key_type,
        key_not_null: row.get("key_not_null"),
        indexes: read_json::<Vec<Index>>(row, "indexes")?,
        sequences: read_json::<Vec<Sequence>>(row, "sequences")?,
        triggers: row.get::<_, Option<Vec<String>>>("triggers").unwrap_or_default(),
        policies: row.get::<_, Option<Vec<String>>>("policies").unwrap_or_default(),
        views: read_json::<Vec<(String, String)>>(row, "views")?.into_iter().map(|(a, b)| QualifiedName::new(a, b)).collect(),
        proof: read_proof(row, key_type),
        key_column,
    };
    Ok(Plain { oid: row.get("oid"), facts, is_partitioned: kind == "p", obstacles: row.get("obstacles") })
}

/// The end that the proof of a stopped run says.
fn read_proof(row: &Row, key_type: KeyType) -> Option<Proof> {
    let definition: String = row.get::<_, Option<String>>("proof")?;
    let (_, value) = definition.rsplit_once(" < ")?;
    let value = match value.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'')?.0,
        None => value.split(')').next()?,
    };
    let Some(Edge::At(upper)) = key_type.parse(value) else { return None };
    Some(Proof { upper, valid: row.get("proof_validated") })
}

/// The latest key of a plain table's rows, and whether there are rows without one.
///
/// # Errors
/// The server's; `Failed`, where the key's values are not what they should be.
pub async fn latest(session: &Session, facts: &Facts) -> Result<(Option<NaiveDateTime>, bool)> {
    let (table, key) = (&facts.name, quote(&facts.key_column));
    let sql = format!(
        "SELECT (SELECT {key}::text FROM {table} WHERE {key} IS NOT NULL ORDER BY {key} DESC LIMIT 1), EXISTS (SELECT FROM {table} WHERE {key} IS NULL)"
    );
    let row =
        session.query_one(&sql, &[]).await.map_err(|error| error.while_doing(format!("looking at the rows of {table}")))?;
    let text: Option<String> = row.get(0);
    let latest = match text.as_deref().map(|text| facts.key_type.parse(text)) {
        None => None,
        Some(Some(Edge::At(point))) => Some(point),
        Some(_) => {
            let text = text.unwrap_or_default();
            return Err(Error::failed(format!("a row of {table} has the key {text}, which is in no window of time")));
        }
    };
    Ok((latest, row.get(1)))
}

/// The partition that was all of a table, if there is one.
///
/// # Errors
/// The server's.
pub async fn converted(session: &Session, plain: &Plain) -> Result<Option<Converted>> {
    let children = session.query(include_str!("../queries/partitions_children.sql"), &[&vec![plain.oid]]).await?;
    let name = |row: &Row| QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("name"));
    let marked = children.iter().find_map(|row| Some((row, Mark::read(&row.get::<_, Option<String>>("comment")?)?)));
    let Some((row, mark)) = marked else { return Ok(None) };
    let oid: u32 = row.get("oid");
    let indexes = session.query(include_str!("../queries/partitions_converted.sql"), &[&oid]).await?;
    let ours = key_index(&plain.facts);
    let key_index = indexes.iter().find(|index| index.get::<_, String>("name") == ours).map(|index| index.get("valid"));
    let attached =
        |index: &Row| Some((index.get("name"), index.get::<_, Option<String>>("above")?, index.get("is_constraint")));
    Ok(Some(Converted {
        name: name(row),
        mark,
        indexes: indexes.iter().filter_map(attached).collect(),
        key_index,
        others: children.iter().filter(|other| other.get::<_, u32>("oid") != oid).map(name).collect(),
    }))
}
