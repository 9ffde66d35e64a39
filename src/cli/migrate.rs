//! The words of those subcommands of `pgkeel migrate` that are about what was applied elsewhere, or is tried elsewhere.

use clap::Args;

use super::{Comparing, version};

pub const BASELINE_EXAMPLES: &str = "\
The migrations up to the version are replayed on a scratch database, and what they make is compared with the live schema. Only where
nothing differs are they recorded, all in one transaction; else the differences are printed, and the exit code is 3. Nothing of the
migrations is run on the live database.

Examples:
  pgkeel migrate baseline 12 --dry-run
  pgkeel migrate baseline V12 --ignore table:flyway_schema_history";

#[derive(Debug, Args)]
pub struct MigrateBaseline {
    /// The version up to which the migrations count as applied: 12, or V12
    #[arg(value_parser = version)]
    pub version: i64,
    /// Print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Record them without comparing, where there is no scratch database; it is on you that the schema is what they make
    #[arg(long, conflicts_with_all = ["schemas", "ignore", "scratch_url", "read_only"])]
    pub no_check: bool,
    #[command(flatten)]
    pub against: Against,
}

/// What of two schemas is compared, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Against {
    /// Compare only this schema; may be given several times [default: `[drift] schemas` of pgkeel.toml, else all]
    #[arg(long = "schema", value_name = "NAME")]
    pub schemas: Vec<String>,
    /// Not these objects, or not the owners, grants, comments or column-order of any; may be given several times, beside
    /// `[drift] ignore` in pgkeel.toml
    #[arg(long, value_name = "PATTERN")]
    pub ignore: Vec<String>,
    /// A server on which temporary databases may be made [default: the compared server, else an embedded one]
    /// [env: PGKEEL_SCRATCH_URL]
    #[arg(long, value_name = "URL")]
    pub scratch_url: Option<String>,
    /// Create no temporary database on the server itself
    #[arg(long)]
    pub read_only: bool,
}

impl From<Against> for Comparing {
    fn from(against: Against) -> Self {
        let Against { schemas, ignore, scratch_url, read_only } = against;
        Self { schemas, ignore, scratch_url, read_only, ..Self::default() }
    }
}

pub const VERIFY_EXAMPLES: &str = "\
Every migration is applied to an empty scratch database as `migrate up` applies it. One that has a down script is then undone, which must
leave the schema as it was before, and applied again, which must make the same schema once more. What all of them make must be what
schema.toml says. Every finding is told, and the exit code is 3 where there is one. No live database is read or written.

Statements about other databases or the server's settings are not run; roles are made on an embedded server only.

Examples:
  pgkeel migrate verify
  pgkeel migrate verify --require-down --scratch-url postgres://ci@localhost/postgres";

#[derive(Debug, Args)]
pub struct MigrateVerify {
    /// A migration without a down script is a finding too
    #[arg(long)]
    pub require_down: bool,
    /// A server on which temporary databases may be made [default: an embedded one] [env: PGKEEL_SCRATCH_URL]
    #[arg(long, value_name = "URL")]
    pub scratch_url: Option<String>,
}

pub const REPAIR_EXAMPLES: &str = "\
Without --apply it shows what it would do, and the exit code is 3 where there is something to do. Only what is named is done, in one
transaction; nothing of any migration is run, and the schema stays as it is.

A changed or renamed file is accepted: its name, checksum and text are recorded. A migration whose file is gone is forgotten. --widen
gives the versions 64 bits, with every checksum computed anew: a refinery that is built without `int8-versions` cannot read that.

Examples:
  pgkeel migrate repair                     # what could be put right, with the differences
  pgkeel migrate repair V3 V7 --apply
  pgkeel migrate repair --widen --apply     # before the first version beyond 2147483647, such as a timestamp";

#[derive(Debug, Args)]
pub struct MigrateRepair {
    /// The migrations to put right: V3, or V3__add_tiers [default: shows all of them]
    #[arg(value_name = "MIGRATION")]
    pub migrations: Vec<String>,
    /// Do it
    #[arg(long)]
    pub apply: bool,
    /// Give the versions 64 bits, and compute every checksum anew
    #[arg(long)]
    pub widen: bool,
}

pub const IMPORT_EXAMPLES: &str = "\
First the files: what must be renamed is printed as `git mv` lines, and the exit code is 3. Files that hold both ways (dbmate, goose) are
parted into V1__x.sql and V1__x.down.sql by --write, which renames the others too. Then the tool's history table is read, and what it says
is applied is recorded as applied, in one transaction. Nothing of any migration is run, and the tool's own table stays as it is. On every
further database, with the files renamed, only the second half is left.

Versions stay as they are; those of Flyway with points become numbers that keep their order, changes of Sqitch are numbered. Revisions of
Alembic are programs: the commands that print their SQL are shown. A migration that failed, or is `dirty`, is refused.

Examples:
  pgkeel migrate import --from flyway
  pgkeel migrate import --from dbmate --directory db/migrations --write
  pgkeel migrate import --from goose --table app.goose_db_version --dry-run";

const TOOLS: [&str; 7] = ["flyway", "dbmate", "sqlx", "golang-migrate", "goose", "alembic", "sqitch"];

#[derive(Debug, Args)]
pub struct MigrateImport {
    /// The tool
    #[arg(long, value_name = "TOOL", value_parser = TOOLS)]
    pub from: String,
    /// Where its files are [default: migrations; for alembic alembic/versions, for sqitch the project itself]
    #[arg(long, value_name = "DIR")]
    pub directory: Option<String>,
    /// Its history table [default: as the tool calls it]
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// Rename and part the files; git notices the renames afterwards
    #[arg(long)]
    pub write: bool,
    /// Print what would be done and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use crate::migration::import::Tool;

    #[test]
    fn tools_are_called_as_they_are() {
        assert_eq!(super::TOOLS, Tool::ALL.map(Tool::name));
    }
}
