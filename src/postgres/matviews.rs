//! Reads the materialized views of a database, their unique indexes and who reads whom, in two queries. Takes no lock on any
//! of them.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::session::Session;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::matview::{Graph, Materialized, UniqueIndex};

/// Reads the materialized views of these schemas in one snapshot.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session, schemas: &[String]) -> Result<Graph> {
    session
        .snapshot(async {
            let rows = session.query(include_str!("queries/materialized_views.sql"), &[&schemas]).await?;
            let mut views: BTreeMap<u32, Materialized> = rows.iter().map(|row| (row.get("oid"), materialized(row))).collect();
            let oids: Vec<u32> = views.keys().copied().collect();
            for row in session.query(include_str!("queries/materialized_view_sources.sql"), &[&oids]).await? {
                let source = views.get(&row.get("source")).map(|view| view.name.clone());
                if let (Some(source), Some(view)) = (source, views.get_mut(&row.get("view"))) {
                    view.reads.push(source);
                }
            }
            Ok(Graph::new(views.into_values()))
        })
        .await
}

fn materialized(row: &Row) -> Materialized {
    let schema: String = row.get("schema");
    let names: Vec<String> = row.get("index_names");
    let flags = |column: &str| row.get::<_, Vec<bool>>(column);
    let (valid, immediate, btree) = (flags("index_valid"), flags("index_immediate"), flags("index_btree"));
    let (partial, expression) = (flags("index_partial"), flags("index_expression"));
    let unique_index = |(at, name): (usize, String)| UniqueIndex {
        name: QualifiedName::new(&schema, name),
        valid: valid[at],
        immediate: immediate[at],
        partial: partial[at],
        expression: expression[at],
        btree: btree[at],
    };
    Materialized {
        owner: row.get("owner"),
        populated: row.get("populated"),
        bytes: row.get("bytes"),
        rows: row.get("rows"),
        unique_indexes: names.into_iter().enumerate().map(unique_index).collect(),
        reads: Vec::new(),
        name: QualifiedName::new(&schema, row.get::<_, String>("name")),
    }
}
