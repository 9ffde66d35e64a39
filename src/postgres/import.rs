//! Reads what another tool says of the migrations that it applied. Never writes its tables.

use super::session::Session;
use crate::error::{Error, Result};
use crate::migration::import::{Row, Tool};

/// Reads a tool's history. `table` is where it is, as SQL writes it.
///
/// # Errors
/// `Usage`, where there is no such table; `Failed`, where it is not that tool's; the server's.
pub async fn read(session: &Session, tool: Tool, table: &str) -> Result<Vec<Row>> {
    let found = session.query_one("SELECT to_regclass($1)::text", &[&table]).await?;
    let Some(name) = found.get::<_, Option<String>>(0) else {
        return Err(Error::usage(format!("there is no table {table}, in which {} keeps what it applied", tool.name()))
            .hint("name it: --table SCHEMA.NAME"));
    };
    let rows = session.query(&query(tool, &name), &[]).await.map_err(|error| match error.sqlstate() {
        // undefined_column
        Some("42703") => error.while_doing(format!("{name} is not what {} makes", tool.name())).hint("name its table: --table"),
        _ => error.while_doing(format!("cannot read {name}")),
    })?;
    let row = |row: &tokio_postgres::Row| Row {
        version: row.get("version"),
        name: row.get("name"),
        failed: row.get("failed"),
        up_to: row.get("up_to"),
    };
    Ok(rows.iter().map(row).collect())
}

/// The rows of a table, which is given as PostgreSQL prints it.
fn query(tool: Tool, table: &str) -> String {
    match tool {
        // What was undone or deleted has a later row that says so.
        Tool::Flyway => format!(
            "SELECT version::text, description::text AS name, NOT success AS failed, type = 'BASELINE' AS up_to \
             FROM (SELECT DISTINCT ON (coalesce(version, script)) * FROM {table} \
             ORDER BY coalesce(version, script), installed_rank DESC) AS latest \
             WHERE NOT success OR version IS NOT NULL AND type <> 'DELETE' AND type NOT LIKE 'UNDO%' ORDER BY installed_rank"
        ),
        Tool::Dbmate => {
            format!("SELECT version::text, NULL::text AS name, false AS failed, false AS up_to FROM {table} ORDER BY version")
        }
        Tool::Sqlx => format!(
            "SELECT version::text, description::text AS name, NOT success AS failed, false AS up_to FROM {table} ORDER BY version"
        ),
        Tool::GolangMigrate => {
            format!("SELECT version::text, NULL::text AS name, dirty AS failed, true AS up_to FROM {table} WHERE version >= 0")
        }
        Tool::Goose => format!(
            "SELECT version_id::text AS version, NULL::text AS name, false AS failed, false AS up_to \
             FROM (SELECT DISTINCT ON (version_id) * FROM {table} ORDER BY version_id, id DESC) AS latest \
             WHERE is_applied AND version_id > 0 ORDER BY version_id"
        ),
        Tool::Alembic => {
            format!("SELECT NULL::text AS version, version_num::text AS name, false AS failed, false AS up_to FROM {table}")
        }
        Tool::Sqitch => format!(
            "SELECT NULL::text AS version, change::text AS name, false AS failed, false AS up_to FROM {table} ORDER BY committed_at"
        ),
    }
}
