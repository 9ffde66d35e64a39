//! Projects that another tool has migrated: what its files are called here, what is in them, and which of them it says are applied.
//! Nothing of any migration is run.

pub mod alembic;
mod convert;
mod text;

use super::files::{MigrationFile, words_joined};
use crate::error::{Error, Location, Result};

pub use convert::{Converted, convert};

/// The tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Flyway,
    Dbmate,
    Sqlx,
    GolangMigrate,
    Goose,
    Alembic,
    Sqitch,
}

impl Tool {
    pub const ALL: [Self; 7] =
        [Self::Flyway, Self::Dbmate, Self::Sqlx, Self::GolangMigrate, Self::Goose, Self::Alembic, Self::Sqitch];

    /// As it calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flyway => "flyway",
            Self::Dbmate => "dbmate",
            Self::Sqlx => "sqlx",
            Self::GolangMigrate => "golang-migrate",
            Self::Goose => "goose",
            Self::Alembic => "alembic",
            Self::Sqitch => "sqitch",
        }
    }

    /// Where it keeps what it applied, unless it was told otherwise.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Flyway => "flyway_schema_history",
            Self::Dbmate | Self::GolangMigrate => "schema_migrations",
            Self::Sqlx => "_sqlx_migrations",
            Self::Goose => "goose_db_version",
            Self::Alembic => "alembic_version",
            Self::Sqitch => "sqitch.changes",
        }
    }

    /// Where its files are, unless it was told otherwise: below the project's directory.
    pub const fn directory(self) -> &'static str {
        match self {
            Self::Alembic => "alembic/versions",
            Self::Sqitch => ".",
            _ => "migrations",
        }
    }

    /// Where in its directory files of migrations are, and how they end.
    pub fn is_file(self, path: &str) -> bool {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match self {
            Self::Alembic => extension == "py",
            Self::Sqitch => path == "sqitch.plan" || extension == "sql",
            _ => ["sql", "go"].contains(&extension),
        }
    }
}

/// A row of a tool's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As the tool has it; none where it goes by names.
    pub version: Option<String>,
    /// As the tool has it; none where it goes by versions alone.
    pub name: Option<String>,
    /// It failed, or the tool does not know what became of it.
    pub failed: bool,
    /// Everything up to it counts as applied.
    pub up_to: bool,
}

/// A version with points, such as `1.2.3`, as one number that keeps their order: three digits for each further part.
fn composed(version: &str) -> Option<i64> {
    let parts: Vec<i64> = version.split(['.', '_']).map(str::parse).collect::<std::result::Result<_, _>>().ok()?;
    let further = |at: usize| parts.get(at).copied().unwrap_or(0);
    let fits = parts.len() <= 3 && parts[1..].iter().all(|part| *part < 1000);
    let first = parts[0].checked_mul(1_000_000)?;
    fits.then(|| first + further(1) * 1000 + further(2))
}

/// A name as a file here has it.
fn named(name: &str) -> String {
    let words = words_joined(name);
    if words.is_empty() { "migration".to_owned() } else { words }
}

/// The files that a tool says are applied.
///
/// # Errors
/// What failed with that tool; rows without a file.
pub fn applied<'a>(tool: Tool, files: &'a [MigrationFile], rows: &[Row], directory: &str) -> Result<Vec<&'a MigrationFile>> {
    refuse_failed(tool, rows)?;
    let mut problems = Vec::new();
    let mut applied: Vec<&MigrationFile> = Vec::new();
    for row in rows {
        let found: Vec<&MigrationFile> = match files.iter().rfind(|file| is_of(file, row)) {
            Some(last) if row.up_to => files.iter().filter(|file| file.version() <= last.version()).collect(),
            Some(file) => vec![file],
            // A baseline of Flyway stands for what has no files.
            None if row.up_to && tool == Tool::Flyway => {
                let version = row.version.as_deref().and_then(|version| version.parse().ok());
                files.iter().filter(|file| version.is_some_and(|version: i64| file.version() <= version)).collect()
            }
            None => {
                problems.push(no_file(tool, row, directory));
                Vec::new()
            }
        };
        for file in found {
            if !applied.iter().any(|known| known.version() == file.version()) {
                applied.push(file);
            }
        }
    }
    Error::all(problems, |number| format!("{number} migrations that {} applied have no file", tool.name()))?;
    applied.sort_by_key(|file| file.version());
    Ok(applied)
}

/// # Errors
/// What failed, or stopped half way, with that tool.
pub fn refuse_failed(tool: Tool, rows: &[Row]) -> Result<()> {
    let failed = rows.iter().filter(|row| row.failed).map(|row| {
        let message = format!("{} says that its migration {} failed, or was left half done", tool.name(), row.title());
        Error::failed(message).hint(format!("put that right with {} first", tool.name()))
    });
    Error::all(failed.collect(), |number| format!("{number} migrations failed with {}", tool.name()))
}

fn is_of(file: &MigrationFile, row: &Row) -> bool {
    let same_name = row.name.as_deref().map(|name| file.name().eq_ignore_ascii_case(&named(name)));
    match &row.version {
        Some(version) if version.parse() == Ok(file.version()) => true,
        // A number may have been composed because others have points.
        Some(version) => composed(version) == Some(file.version()) && same_name.unwrap_or(true),
        None => same_name.unwrap_or(false),
    }
}

fn no_file(tool: Tool, row: &Row, directory: &str) -> Error {
    Error::failed(format!("{} applied {}, which has no file", tool.name(), row.title()))
        .at(Location { file: format!("{directory}/"), line: None, column: None })
        .hint("restore it from version control; where several were squashed, use pgkeel migrate baseline")
}

impl Row {
    fn title(&self) -> String {
        let parts = [self.version.as_deref(), self.name.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry, parse};
    use super::*;

    fn files(names: &[&str]) -> Vec<MigrationFile> {
        let entries: Vec<Entry> = names.iter().map(|path| Entry { path: (*path).into(), bytes: vec![] }).collect();
        parse("migrations", &entries).0
    }

    fn row(version: &str, name: &str) -> Row {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Row { version: some(version), name: some(name), failed: false, up_to: false }
    }

    fn titles(names: &[&str], rows: &[Row]) -> Result<Vec<String>> {
        let files = files(names);
        applied(Tool::Flyway, &files, rows, "migrations").map(|found| found.iter().map(|file| file.title()).collect())
    }

    #[test]
    fn rows_find_their_files() {
        let names = ["V1__a.sql", "V2__b_c.sql", "V3__d.sql"];
        assert_eq!(titles(&names, &[row("2", "other"), row("001", "")]).unwrap(), ["V1__a", "V2__b_c"]);
        assert_eq!(titles(&names, &[row("", "b-c")]).unwrap(), ["V2__b_c"]);
        assert_eq!(titles(&names, &[Row { up_to: true, ..row("2", "") }]).unwrap(), ["V1__a", "V2__b_c"]);
        let composed = ["V1000000__a.sql", "V1002000__b.sql"];
        assert_eq!(titles(&composed, &[row("1", "a"), row("1.2", "b")]).unwrap(), ["V1000000__a", "V1002000__b"]);
    }

    #[test]
    fn what_failed_or_has_no_file_is_refused() {
        let error = titles(&["V1__a.sql"], &[row("1", ""), row("9", "gone")]).unwrap_err();
        assert_eq!(error.message(), "flyway applied 9 gone, which has no file");
        let error = titles(&["V1__a.sql"], &[Row { failed: true, ..row("1", "a") }]).unwrap_err();
        assert_eq!(error.message(), "flyway says that its migration 1 a failed, or was left half done");
    }
}
