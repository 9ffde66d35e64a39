//! Reads which repeatable files were run, and when. Never makes the table: that is part of the first thing written.

use std::time::Duration;

use super::journal::access;
use super::session::Session;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::migration::journal::Access;
use crate::migration::repeatable::Run;

/// What this role may do with the table, and what it holds of this history, by name.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session, history: &QualifiedName) -> Result<(Access, Vec<Run>)> {
    let access = access(session, &["repeatable_migrations"]).await?;
    if !matches!(access, Access::Ready | Access::ReadOnly) {
        return Ok((access, Vec::new()));
    }
    let sql = "SELECT name, checksum, to_char(applied_on AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"') AS applied_on, \
               (extract(epoch FROM took) * 1000000)::bigint AS took, applied_by \
               FROM pgkeel.repeatable_migrations WHERE history = $1 ORDER BY name";
    let rows = session.query(sql, &[&history.to_string()]).await?;
    let run = |row: &tokio_postgres::Row| Run {
        name: row.get("name"),
        checksum: row.get("checksum"),
        applied_on: row.get("applied_on"),
        took: row.get::<_, Option<i64>>("took").and_then(|took| u64::try_from(took).ok()).map(Duration::from_micros),
        applied_by: row.get("applied_by"),
    };
    Ok((access, rows.iter().map(run).collect()))
}
