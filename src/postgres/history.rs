//! Reads refinery's history table, whatever the width of its versions. Never creates it: that is part of the first migration.

use tokio_postgres::types::{ToSql, Type};

use super::session::Session;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::migration::checksum::Width;
use crate::migration::history::{Applied, History, TABLE};

/// `insufficient_privilege`.
const NOT_ALLOWED: &str = "42501";

/// Reads what was applied to this database. The table is the one in `schema`, whatever the search path.
///
/// # Errors
/// The server's, or that a table of that name is not refinery's.
pub async fn read(session: &Session, schema: &str) -> Result<History> {
    let table = QualifiedName::new(schema, TABLE);
    let names: [(&(dyn ToSql + Sync), Type); 2] = [(&table.schema, Type::TEXT), (&table.name, Type::TEXT)];
    let rows = session.query_typed(include_str!("queries/history_columns.sql"), &names).await?;
    if rows.is_empty() {
        return Ok(History { table, width: None, applied: Vec::new() });
    }
    let columns: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let width = width(&table, &columns)?;
    let query = format!(
        "SELECT version::int8, coalesce(name, '')::text, coalesce(applied_on, '')::text, coalesce(checksum, '')::text \
         FROM {table} ORDER BY version"
    );
    let rows = session.query(&query, &[]).await.map_err(|error| {
        let error = error.while_doing(format!("cannot read {table}"));
        if error.sqlstate() == Some(NOT_ALLOWED) {
            error.hint(format!("GRANT SELECT ON {table} TO this role; `migrate up` needs INSERT too"))
        } else {
            error
        }
    })?;
    let applied =
        rows.iter().map(|row| Applied { version: row.get(0), name: row.get(1), applied_on: row.get(2), checksum: row.get(3) });
    Ok(History { table, width: Some(width), applied: applied.collect() })
}

fn width(table: &QualifiedName, columns: &[(String, String)]) -> Result<Width> {
    let type_of = |name: &str| columns.iter().find(|(column, _)| column == name).map(|(_, of_type)| of_type.as_str());
    let reason =
        if let Some(lacking) = ["version", "name", "applied_on", "checksum"].iter().find(|name| type_of(name).is_none()) {
            format!("it has no column \"{lacking}\"")
        } else {
            match type_of("version") {
                Some("integer") => return Ok(Width::Int4),
                Some("bigint") => return Ok(Width::Int8),
                other => format!("its column \"version\" is of type {}", other.unwrap_or_default()),
            }
        };
    Err(Error::failed(format!("{table} is not refinery's history table: {reason}"))
        .hint("rename that table, or manage another schema first: drift.schemas in pgkeel.toml"))
}
