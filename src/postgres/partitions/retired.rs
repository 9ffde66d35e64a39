//! Reads what retiring needs to know: the tables that pgkeel detached, by their marks, and what still hangs on a partition.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::identifier::{QualifiedName, quote};
use crate::partition::bounds::Edge;
use crate::partition::drift::Differing;
use crate::partition::live::{Bonds, Detached, Part, Partition, Table, Ties};
use crate::partition::mark::Mark;
use crate::partition::plan::staged_for;
use crate::partition::retain::Retain;
use crate::postgres::retention::log_table;
use crate::postgres::session::Session;

const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// Reads every table that is marked as detached, by the table that it was a partition of; `tables` are those that are asked
/// about, with their oids. By its oid a table is known where it was renamed: where no table has the name that the mark has.
pub(super) async fn detached(
    session: &Session,
    tables: &BTreeMap<u32, QualifiedName>,
) -> Result<BTreeMap<QualifiedName, Vec<Detached>>> {
    let mut found: BTreeMap<QualifiedName, Vec<Detached>> = BTreeMap::new();
    let mut renamed: Vec<(QualifiedName, Detached)> = Vec::new();
    let sql = include_str!("../queries/partitions_detached.sql");
    for row in session.query(sql, &[&"pgkeel: detached from %"]).await? {
        // Who writes such a comment by hand, and wrongly, has not marked anything.
        let Some(mark) = Mark::read(row.get("comment")) else { continue };
        let name = QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("name"));
        let parent = mark.parent.clone();
        let now = mark.parent_oid.and_then(|oid| tables.get(&oid)).filter(|now| **now != parent).cloned();
        let detached = Detached {
            oid: row.get("oid"),
            name,
            is_foreign: row.get("is_foreign"),
            is_partitioned: row.get("is_partitioned"),
            parts: Vec::new(),
            mark,
        };
        match now {
            Some(now) => renamed.push((now, detached)),
            None => found.entry(parent).or_default().push(detached),
        }
    }
    if !renamed.is_empty() {
        let names = |part: fn(&QualifiedName) -> &str| -> Vec<&str> {
            renamed.iter().map(|(_, detached)| part(&detached.mark.parent)).collect()
        };
        let (schemas, names) = (names(|name| &name.schema), names(|name| &name.name));
        let rows = session.query(include_str!("../queries/partitions_tables.sql"), &[&schemas, &names]).await?;
        for ((now, detached), row) in renamed.into_iter().zip(rows) {
            let gone = row.get::<_, Option<u32>>("oid").is_none();
            found.entry(if gone { now } else { detached.mark.parent.clone() }).or_default().push(detached);
        }
    }
    Ok(found)
}

/// Reads what is below partitioned tables, by their oids.
pub(super) async fn parts(session: &Session, tables: &[u32]) -> Result<BTreeMap<u32, Vec<Part>>> {
    let mut found: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    if tables.is_empty() {
        return Ok(found);
    }
    for row in session.query(include_str!("../queries/partitions_parts.sql"), &[&tables]).await? {
        found.entry(row.get("root")).or_default().push(Part {
            name: QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("name")),
            bounds: row.get::<_, Option<String>>("bounds").unwrap_or_default(),
            is_direct: row.get("is_direct"),
        });
    }
    Ok(found)
}

/// Reads how the partitions of tables, by the oids of these, differ from them.
///
/// # Errors
/// The server's.
pub async fn drift(session: &Session, tables: &[u32]) -> Result<BTreeMap<u32, Vec<Differing>>> {
    let mut found: BTreeMap<u32, Vec<Differing>> = BTreeMap::new();
    for row in session.query(include_str!("../queries/partitions_drift.sql"), &[&tables]).await? {
        let name = QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("name"));
        found.entry(row.get("parent")).or_default().push(Differing { name, respects: row.get("respects") });
    }
    Ok(found)
}

/// Reads every table that is made and not attached, by the table that it is to be a partition of.
///
/// # Errors
/// The server's.
pub async fn staged(session: &Session) -> Result<BTreeMap<QualifiedName, Vec<QualifiedName>>> {
    let mut found: BTreeMap<QualifiedName, Vec<QualifiedName>> = BTreeMap::new();
    for row in session.query(include_str!("../queries/partitions_staged.sql"), &[&"pgkeel: staged for %"]).await? {
        let Some(parent) = staged_for(row.get("comment")) else { continue };
        let name = QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("name"));
        found.entry(parent).or_default().push(name);
    }
    Ok(found)
}

/// Reads what hangs on partitions that are past their time, and on tables that were partitions, by their oids: those of all
/// tables at once, because it takes hardly longer than those of one.
///
/// # Errors
/// The server's.
pub async fn ties(session: &Session, oids: &[u32]) -> Result<BTreeMap<u32, Ties>> {
    let mut found: BTreeMap<u32, Ties> = BTreeMap::new();
    if oids.is_empty() {
        return Ok(found);
    }
    for row in session.query(include_str!("../queries/partitions_ties.sql"), &[&oids]).await? {
        let ties = found.entry(row.get("oid")).or_default();
        let name: String = row.get("name");
        let other: Option<(String, String)> = row.get::<_, Option<String>>("schema").zip(row.get("other"));
        match (row.get::<_, String>("tie").as_str(), other) {
            ("key", Some((schema, other))) => ties.foreign_keys.push((name, QualifiedName::new(schema, other))),
            ("hold", _) => ties.holds_it.push(name),
            _ => ties.needs_it.push(name),
        }
    }
    Ok(found)
}

/// Looks what else decides on the partitions of a table that are past their time.
///
/// # Errors
/// The server's.
pub async fn bonds(session: &Session, table: &Table, due: &[&Partition], retain: &Retain) -> Result<Bonds> {
    let mut bonds = Bonds::default();
    if let Some(log) = &retain.log {
        bonds.log_columns = log_table(session, &log.table).await?.map(|table| table.columns);
    }
    if let Some(schema) = &retain.quarantine {
        let row = session.query_one("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", &[&schema]).await?;
        bonds.quarantine_exists = row.get(0);
    }
    if !due.is_empty() && (table.refers_to_itself || !table.referenced_by.is_empty()) {
        let ranges: Vec<_> = due.iter().map(|partition| (partition.oid, partition.lower, partition.upper)).collect();
        bonds.referenced = referenced(session, table, &ranges).await?.rows;
    }
    Ok(bonds)
}

/// What points into ranges of a table.
#[derive(Debug, Default)]
pub(super) struct Referenced {
    /// Foreign keys with rows that do, in words, by the number of the range.
    pub rows: BTreeMap<u32, Vec<String>>,
    /// Foreign keys that change rows of others when what they point at is deleted, in words.
    pub acting: Vec<String>,
}

/// Finds the ranges that rows of other tables point into: by the partition key, which every foreign key to a partitioned
/// table has a column for. The number of a range is that of its partition, where it has one.
pub(super) async fn referenced(session: &Session, table: &Table, due: &[(u32, Edge, Edge)]) -> Result<Referenced> {
    let mut found = Referenced::default();
    let text = |edge: Edge| match edge {
        Edge::At(_) => Some(edge.text(table.key_type)),
        Edge::Lowest | Edge::Highest => None,
    };
    let lowers: Vec<Option<String>> = due.iter().map(|(_, lower, _)| text(*lower)).collect();
    let uppers: Vec<Option<String>> = due.iter().map(|(_, _, upper)| text(*upper)).collect();
    let oids: Vec<u32> = due.iter().map(|(number, ..)| *number).collect();
    let key_type = &table.key_cast;
    for row in session.query(include_str!("../queries/partitions_referencing.sql"), &[&vec![table.oid]]).await? {
        let name: String = row.get("name");
        let referring = QualifiedName::new(row.get::<_, String>("schema"), row.get::<_, String>("table"));
        let (column, columns): (String, Vec<String>) = (row.get("column"), row.get("columns"));
        if row.get("acts") {
            found.acting.push(format!("{} of {referring}", quote(&name)));
        }
        let key = quote(&column);
        let points: Vec<String> = columns.iter().map(|column| format!("referring.{} IS NOT NULL", quote(column))).collect();
        let points = points.join(" AND ");
        let own = if row.get("is_own") { " AND referring.tableoid <> due.oid" } else { "" };
        let sql = format!(
            "SELECT due.oid FROM unnest($1::oid[], $2::text[], $3::text[]) AS due (oid, lower, upper) \
              WHERE EXISTS (SELECT FROM {referring} AS referring \
                             WHERE (due.lower IS NULL OR referring.{key} >= due.lower::{key_type}) \
                               AND referring.{key} < due.upper::{key_type} AND {points}{own})"
        );
        match session.query(&sql, &[&oids, &lowers, &uppers]).await {
            Ok(rows) => {
                for row in rows {
                    let reason = format!("rows of {referring} point into it by {}", quote(&name));
                    found.rows.entry(row.get(0)).or_default().push(reason);
                }
            }
            Err(error) if error.sqlstate() == Some(INSUFFICIENT_PRIVILEGE) => {
                for oid in &oids {
                    let reason = format!("whether rows of {referring} point into it is unknown: this role may not read them");
                    found.rows.entry(*oid).or_default().push(reason);
                }
            }
            Err(error) => return Err(error.while_doing(format!("looking for rows of {referring} that point into partitions"))),
        }
    }
    Ok(found)
}
