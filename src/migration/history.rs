//! What a database says of its migrations: refinery's table `refinery_schema_history`, as a value, and the SQL that writes it
//! so that refinery's `Runner` goes on with it.

use super::checksum::Width;
use super::files::MigrationFile;
use crate::identifier::{QualifiedName, literal};

/// The table's name, refinery's default.
pub const TABLE: &str = "refinery_schema_history";

/// A row of the table: a migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub version: i64,
    pub name: String,
    /// RFC 3339, in UTC.
    pub applied_on: String,
    /// A decimal number, as text.
    pub checksum: String,
}

impl Applied {
    /// `V1__create_users`. The table does not say whether it was a `U`.
    pub fn title(&self) -> String {
        format!("V{}__{}", self.version, self.name)
    }
}

/// The table and its rows, ordered by version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub table: QualifiedName,
    /// `None` where the table does not exist.
    pub width: Option<Width>,
    pub applied: Vec<Applied>,
}

impl History {
    /// The width that it has, or will be created with: the narrowest that all files fit into, so that a stock refinery can
    /// go on with it where possible.
    pub fn width_for(&self, files: &[MigrationFile]) -> Width {
        self.width.unwrap_or_else(|| Width::narrowest(files.iter().map(MigrationFile::version)))
    }

    /// Creates the table as refinery does.
    pub fn creation(&self, width: Width) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (version {} PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255))",
            self.table,
            width.type_name()
        )
    }

    /// Records a migration as applied at this moment, by the server's clock. Everything is qualified: the file may have set
    /// another search path.
    pub fn record(&self, version: i64, name: &str, checksum: u64) -> String {
        let now = "pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
        format!(
            "INSERT INTO {} (version, name, applied_on, checksum)\nVALUES ({version}, {}, {now}, {})",
            self.table,
            literal(name),
            literal(&checksum.to_string())
        )
    }

    /// Takes a migration's record away, because it was undone.
    pub fn removal(&self, version: i64) -> String {
        format!("DELETE FROM {} WHERE version = {version}", self.table)
    }

    /// Records another name and checksum of a migration.
    pub fn amendment(&self, version: i64, name: &str, checksum: u64) -> String {
        format!(
            "UPDATE {} SET name = {}, checksum = {} WHERE version = {version}",
            self.table,
            literal(name),
            literal(&checksum.to_string())
        )
    }

    /// Gives the versions 64 bits. Every checksum is another one then.
    pub fn widening(&self) -> String {
        format!("ALTER TABLE {} ALTER COLUMN version TYPE {}", self.table, Width::Int8.type_name())
    }

    /// Records the checksums of several migrations.
    pub fn checksums(&self, checksums: &[(i64, u64)]) -> String {
        let rows = checksums.iter().map(|(version, checksum)| format!("({version}, {})", literal(&checksum.to_string())));
        format!(
            "UPDATE {} AS history SET checksum = new.checksum\nFROM (VALUES {}) AS new (version, checksum)\n\
             WHERE history.version = new.version",
            self.table,
            rows.collect::<Vec<_>>().join(", ")
        )
    }
}
