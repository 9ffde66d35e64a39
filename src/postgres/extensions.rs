//! Reads which extensions a database has, and which its server offers.

use std::collections::BTreeSet;

use super::session::Session;
use crate::error::Result;

/// Names of extensions.
#[derive(Debug)]
pub struct Extensions {
    pub installed: BTreeSet<String>,
    /// Those that are installed, too.
    pub available: BTreeSet<String>,
}

/// Reads them.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session) -> Result<Extensions> {
    let rows = session.query(include_str!("queries/extensions.sql"), &[]).await?;
    let installed = rows.iter().filter(|row| row.get("is_installed")).map(|row| row.get("name")).collect();
    Ok(Extensions { installed, available: rows.iter().map(|row| row.get("name")).collect() })
}
