//! The words a person types, and their help. No behaviour: `settings` resolves them, `commands` obeys them.

mod init;
mod maintain;
mod matviews;
mod migrate;
mod partitions;
mod retention;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::ui::Format;

pub use init::Init;
pub use maintain::Maintain;
pub use matviews::{Matviews, MatviewsRefresh, MatviewsStatus};
pub use migrate::{MigrateBaseline, MigrateImport, MigrateRepair, MigrateVerify};
pub use partitions::{PartitionsAdopt, PartitionsConvert, PartitionsRestore, PartitionsUndo};
pub use retention::{Retention, RetentionOf, RetentionRun, RetentionStatus};

const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do; in sync; healthy
  1  it failed: the message says what, where, and what to do next
  2  usage: unknown flag, bad argument, bad file
  3  a finding: drift, a health check that is not OK, pending migrations under --check
  4  could not get a lock in time, or another pgkeel is at work: nothing was left half done, try later

Start with:
  pgkeel demo                      the whole main job on an embedded PostgreSQL, nothing to configure
  pgkeel migrate status -d postgres://deploy@db.internal/layoverhq";

/// Keeps a PostgreSQL database on an even keel: migrations, rolling partitions, materialized views, health and drift.
#[derive(Debug, Parser)]
#[command(name = "pgkeel", version, after_help = EXIT_CODES, max_term_width = 110, infer_subcommands = false)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes. Each has an environment variable and, where it makes sense, a key in `pgkeel.toml`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The project's directory: schema.toml, migrations/, partitions/, pgkeel.toml [default: .]
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// The database: a URL or a keyword/value string, as libpq takes it. Never put a password here: it comes from
    /// PGPASSWORD, PGPASSFILE or a service file [env: PGKEEL_DATABASE_URL, DATABASE_URL, PGHOST, PGSERVICE, …]
    #[arg(short = 'd', long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// How to answer on stdout [default: text] [env: PGKEEL_FORMAT]
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
    /// When to colour [default: auto] [env: PGKEEL_COLOR, NO_COLOR]
    #[arg(long, global = true, value_enum)]
    pub color: Option<ColorChoice>,
    /// Say nothing where all went well, but what was asked for, and errors [env: PGKEEL_QUIET]
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: the server's notices, every retry [env: PGKEEL_VERBOSE]
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// No progress bars [env: PGKEEL_NO_PROGRESS]
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// How long one attempt waits for a lock [default: 2s] [env: PGKEEL_LOCK_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION")]
    pub lock_timeout: Option<String>,
    /// How long to go on trying for a lock, with growing pauses [default: 5m] [env: PGKEEL_LOCK_RETRY_FOR]
    #[arg(long, global = true, value_name = "DURATION")]
    pub lock_retry_for: Option<String>,
    /// How long one statement may run; 0 is for ever [default: 0] [env: PGKEEL_STATEMENT_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION")]
    pub statement_timeout: Option<String>,
    /// The value of `${NAME}` in migrations; may be given several times, beside `[migrations.variables]` in pgkeel.toml
    #[arg(long = "set", global = true, value_name = "NAME=VALUE")]
    pub variables: Vec<String>,
    /// The major version of the local PostgreSQL to use for embedded servers [default: the newest] [env: PGKEEL_PG_VERSION]
    #[arg(long, global = true, value_name = "MAJOR")]
    pub pg_version: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Apply versioned migrations
    #[command(subcommand)]
    Migrate(Migrate),
    /// Create rolling partitions ahead of time, and retire those that are past their time
    #[command(subcommand)]
    Partitions(Partitions),
    /// Delete or anonymise rows past their time, in batches
    #[command(subcommand)]
    Retention(Retention),
    /// Refresh materialized views
    #[command(subcommand)]
    Matviews(Matviews),
    /// Check the database's health
    Health(Health),
    /// What cron runs: partitions, retention, materialized views that are due, and health; one report, one exit code
    #[command(after_help = maintain::EXAMPLES)]
    Maintain(Maintain),
    /// Print ready crontab lines for this project
    #[command(after_help = init::EXAMPLES)]
    Init(Init),
    /// Compare the live schema with the declared one; --sql prints the plan that brings them together
    Diff(Diff),
    /// Write schema.toml from a live database
    Pull(Pull),
    /// Print what schema.toml means: as SQL, or the form that editors check it by
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// The whole main job on LayoverHQ in an embedded PostgreSQL: nothing to configure
    Demo(Demo),
}

impl Command {
    /// The command as it is typed, for the JSON document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Migrate(Migrate::New(_)) => "migrate new",
            Self::Migrate(Migrate::Status(_)) => "migrate status",
            Self::Migrate(Migrate::Plan(_)) => "migrate plan",
            Self::Migrate(Migrate::Up(_)) => "migrate up",
            Self::Migrate(Migrate::Down(_)) => "migrate down",
            Self::Migrate(Migrate::Repair(_)) => "migrate repair",
            Self::Migrate(Migrate::Import(_)) => "migrate import",
            Self::Migrate(Migrate::Verify(_)) => "migrate verify",
            Self::Migrate(Migrate::Baseline(_)) => "migrate baseline",
            Self::Partitions(Partitions::Status(_)) => "partitions status",
            Self::Partitions(Partitions::Plan(_)) => "partitions plan",
            Self::Partitions(Partitions::Maintain(_)) => "partitions maintain",
            Self::Partitions(Partitions::Restore(_)) => "partitions restore",
            Self::Partitions(Partitions::Convert(_)) => "partitions convert",
            Self::Partitions(Partitions::Undo(_)) => "partitions undo",
            Self::Partitions(Partitions::Adopt(_)) => "partitions adopt",
            Self::Retention(Retention::Status(_)) => "retention status",
            Self::Retention(Retention::Plan(_)) => "retention plan",
            Self::Retention(Retention::Run(_)) => "retention run",
            Self::Matviews(Matviews::Status(_)) => "matviews status",
            Self::Matviews(Matviews::Refresh(_)) => "matviews refresh",
            Self::Health(Health { command: None, .. }) => "health",
            Self::Health(Health { command: Some(HealthCommand::List), .. }) => "health list",
            Self::Health(Health { command: Some(HealthCommand::Explain { .. }), .. }) => "health explain",
            Self::Maintain(_) => "maintain",
            Self::Init(_) => "init",
            Self::Diff(_) => "diff",
            Self::Pull(_) => "pull",
            Self::Schema(SchemaCommand::Sql(_)) => "schema sql",
            Self::Schema(SchemaCommand::JsonSchema) => "schema json-schema",
            Self::Demo(_) => "demo",
        }
    }

    /// The formats that it answers in.
    pub fn formats(&self) -> &'static [Format] {
        match self {
            Self::Diff(_) => {
                &[Format::Text, Format::Json, Format::Sarif, Format::Junit, Format::Github, Format::Gitlab, Format::Markdown]
            }
            Self::Health(Health { command: None, .. }) => {
                &[Format::Text, Format::Json, Format::Junit, Format::Github, Format::Nagios, Format::Prometheus]
            }
            Self::Partitions(Partitions::Status(_)) => &[Format::Text, Format::Json, Format::Nagios, Format::Prometheus],
            Self::Maintain(_) => &[Format::Text, Format::Json, Format::Prometheus],
            Self::Migrate(Migrate::Plan(_)) => {
                &[Format::Text, Format::Json, Format::Sarif, Format::Junit, Format::Github, Format::Gitlab]
            }
            _ => &[Format::Text, Format::Json],
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Start a new migration file with the next version
    #[command(
        after_help = "The version follows what is there: a time after a time such as V20261121190807, else the next number.\n\n\
                            Examples:\n  pgkeel migrate new add_loyalty_tiers --down\n  \
                            pgkeel migrate new add_loyalty_tiers --from-diff              # from live to schema.toml\n  \
                            pgkeel migrate new drop_tmp --from-diff --from migrations/ --allow data-loss"
    )]
    New(Box<MigrateNew>),
    /// Show what is applied, what is pending, and what does not fit
    #[command(after_help = "Example:\n  pgkeel migrate status --check    # exit code 3 when something is pending")]
    Status(MigrateStatus),
    /// Show what each statement that is pending locks, rewrites, reads and puts at risk, and the safer form
    #[command(after_help = "\
Exit code 3 where a statement destroys data, rewrites a table or blocks others, and neither its file nor --allow consents:
  -- pgkeel: allow=data-loss,rewrite     at the top of the file
What the same run makes, and what holds no rows, is in nobody's way.

Examples:\n  pgkeel migrate plan                                # what is pending, against the database
  pgkeel migrate plan --offline migrations/          # no database: all that was there before is assumed to be large
  pgkeel migrate plan --offline --format github new.sql")]
    Plan(MigratePlan),
    /// Apply what is pending, one transaction each; `-- pgkeel: no-transaction` in a file runs it statement by statement
    #[command(
        after_help = "Nothing is begun that destroys data, rewrites a table or blocks others for long, unless `-- pgkeel: allow=…` at \
                            the top of the file or --allow consents: `pgkeel migrate plan` shows it.\n\n\
                            Examples:\n  pgkeel migrate up --dry-run\n  pgkeel migrate up --to 7\n  pgkeel migrate up --count 1\n  \
                            pgkeel migrate up --single-transaction    # all or nothing\n  pgkeel migrate up --check    # exit code 3 when something is pending"
    )]
    Up(MigrateUp),
    /// Undo what was applied after a version, newest first, by the down scripts beside the migrations
    #[command(after_help = "V7__tiers.down.sql undoes V7__tiers.sql. Where one is missing, nothing is undone.\n\n\
                            Examples:\n  pgkeel migrate down --to 6 --dry-run\n  pgkeel migrate down --to 0    # everything")]
    Down(MigrateDown),
    /// Try all migrations on a scratch database: up, down, up again; and compare what they make with schema.toml
    #[command(after_help = migrate::VERIFY_EXAMPLES)]
    Verify(MigrateVerify),
    /// Adopt an existing database: record its migrations up to a version as applied, once its schema is what they make
    #[command(after_help = migrate::BASELINE_EXAMPLES)]
    Baseline(MigrateBaseline),
    /// Put the history right where the files are: accept changed files, forget deleted ones, give versions 64 bits
    #[command(after_help = migrate::REPAIR_EXAMPLES)]
    Repair(MigrateRepair),
    /// Go on where another tool stands: its files get the names they have here, and what it applied counts as applied
    #[command(after_help = migrate::IMPORT_EXAMPLES)]
    Import(MigrateImport),
}

#[derive(Debug, Args)]
pub struct MigrateNew {
    /// What it does, in words: letters, digits and underscores
    pub name: String,
    /// Make its down script too, which is refused until something is written into it
    #[arg(long, conflicts_with = "from_diff")]
    pub down: bool,
    /// Write the proven plan from one schema to another into it, with its down script
    #[arg(long)]
    pub from_diff: bool,
    /// With --from-diff: what is, as `pgkeel diff` takes it
    #[arg(long, value_name = "SOURCE", default_value = "live", requires = "from_diff")]
    pub from: String,
    /// With --from-diff: what should be
    #[arg(long, value_name = "SOURCE", default_value = "schema.toml", requires = "from_diff")]
    pub to: String,
    #[command(flatten)]
    pub comparing: Comparing,
}

#[derive(Debug, Args)]
pub struct MigrateStatus {
    /// Exit with 3 when a migration is pending
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct MigratePlan {
    /// Files of SQL, or directories of them, in place of what is pending
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// No further than this version: 7, or V7
    #[arg(long, value_name = "VERSION", value_parser = version, conflicts_with = "files")]
    pub to: Option<i64>,
    /// Ask no database
    #[arg(long)]
    pub offline: bool,
    /// Also run the files as psql does, on an empty scratch database, and say which statements fail
    #[arg(long = "try", requires = "files")]
    pub attempt: bool,
    /// Hazards that are consented to, beside those that files allow
    #[arg(long, value_name = "HAZARD", value_delimiter = ',', value_parser = HAZARDS)]
    pub allow: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MigrateUp {
    /// Stop after this version: 7, or V7
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub to: Option<i64>,
    /// Apply no more than so many
    #[arg(long, value_name = "NUMBER", conflicts_with = "to", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,
    /// All migrations in one transaction: all are applied, or none
    #[arg(long)]
    pub single_transaction: bool,
    /// Apply nothing; exit with 3 when something is pending or does not fit, as `status --check` does
    #[arg(long, conflicts_with_all = ["to", "count", "single_transaction", "dry_run", "allow"])]
    pub check: bool,
    /// Print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Hazards that are consented to, beside those that files allow
    #[arg(long, value_name = "HAZARD", value_delimiter = ',', value_parser = HAZARDS)]
    pub allow: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MigrateDown {
    /// The version that stays the newest: 6, or V6; 0 undoes everything
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub to: i64,
    /// Print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// A version, with or without the letter that file names and reports have before it.
fn version(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['V', 'U', 'v', 'u']).unwrap_or(text);
    digits.parse().map_err(|_| "a version is a number such as 7 or V7".to_owned())
}

#[derive(Debug, Subcommand)]
pub enum Partitions {
    /// Show how far ahead each table is ready, gaps, rows in default partitions, and what is retired next
    Status(PartitionsStatus),
    /// Print what `maintain` would run: the SQL, with its locks and hazards
    Plan(PartitionsAt),
    /// Create the partitions that are missing, and retire those that are past their time
    #[command(after_help = "Examples:\n  pgkeel partitions maintain --dry-run\n  pgkeel partitions maintain bookings\n  \
                            pgkeel partitions maintain --dry-run --now 2027-01-15   # what would it do then?")]
    Maintain(PartitionsMaintain),
    /// Plan how a plain table becomes a partitioned one, no row copied, and run it with --apply
    #[command(after_help = partitions::CONVERT_EXAMPLES)]
    Convert(PartitionsConvert),
    /// Plan how a converted table becomes a plain one again, and run it with --apply
    #[command(after_help = partitions::UNDO_EXAMPLES)]
    Undo(PartitionsUndo),
    /// Bring an archived partition back: as a table of its own, or attached to its table again
    #[command(after_help = partitions::RESTORE_EXAMPLES)]
    Restore(PartitionsRestore),
    /// Write the policy of a table that is partitioned already, from what is there
    #[command(after_help = partitions::ADOPT_EXAMPLES)]
    Adopt(PartitionsAdopt),
}

#[derive(Debug, Args)]
pub struct PartitionsStatus {
    #[command(flatten)]
    pub of: PartitionsAt,
    /// Exit with 3 also where nothing is missing, but `maintain` would have something to do
    #[arg(long)]
    pub check: bool,
    /// Draw each table's windows: what is there, what is missing, what is past its time
    #[arg(long)]
    pub timeline: bool,
}

#[derive(Debug, Args)]
pub struct PartitionsAt {
    /// Only these tables [default: every policy in partitions/]
    pub tables: Vec<String>,
    /// Pretend it is this time (RFC 3339, or a date in UTC) [default: the server's clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

#[derive(Debug, Args)]
pub struct PartitionsMaintain {
    #[command(flatten)]
    pub of: PartitionsAt,
    /// Print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pgkeel health\n  pgkeel health --only connections,cache_hit_ratio --format json\n  \
                        pgkeel health --group vacuum,replication\n  pgkeel health --state /var/lib/pgkeel/layoverhq.json  # from cron: what is new since the last run\n  \
                        pgkeel health --group sessions --watch\n  pgkeel health list\n  pgkeel health explain xmin_horizon\n  \
                        pgkeel health --record performance_metrics    # also write each value there")]
#[command(args_conflicts_with_subcommands = true)]
#[derive(Default)]
pub struct Health {
    #[command(subcommand)]
    pub command: Option<HealthCommand>,
    /// Only these checks
    #[arg(long, value_delimiter = ',', value_name = "CHECK")]
    pub only: Vec<String>,
    /// All but these checks
    #[arg(long, value_delimiter = ',', value_name = "CHECK")]
    pub skip: Vec<String>,
    /// Only the checks of these groups, and those of --only
    #[arg(long = "group", value_delimiter = ',', value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Also write each value into this table (metric_name, metric_value, metric_type, tags), as db_health_<check>
    #[arg(long, value_name = "TABLE")]
    pub record: Option<String>,
    /// Where counters are kept from run to run: what only rises is judged by what is new, and a rate tells when keys run out
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Ask again every so many seconds, and draw the answer over the one before, until Ctrl-C
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "2", conflicts_with_all = ["record", "state"])]
    pub watch: Option<std::num::NonZeroU64>,
}

#[derive(Debug, Subcommand)]
pub enum HealthCommand {
    /// The checks that there are, by group, and from where on each worries; asks no server
    List,
    /// What a check means, why it worries from there on, what to do, what it needs, and its SQL; asks no server
    #[command(after_help = "Example:\n  pgkeel health explain blocked_sessions")]
    Explain {
        /// As `pgkeel health list` names it
        check: String,
    },
}

/// As `plan::Hazard` names them.
const HAZARDS: [&str; 6] = ["data-loss", "rewrite", "blocks-writes", "blocks-reads", "long-scan", "exposes-rows"];
/// As `plan::LockMode` names them, weakest first.
const LOCK_MODES: [&str; 8] = [
    "access share",
    "row share",
    "row exclusive",
    "share update exclusive",
    "share",
    "share row exclusive",
    "exclusive",
    "access exclusive",
];

#[derive(Debug, Args)]
#[command(after_help = "\
FROM and TO are each one of
  live                 the project's database
  postgres://…         another database
  schema.toml          a declared schema; or a directory of such files
  migrations/          a directory of migrations, which are replayed in the order of their versions
  a.sql, schema/, 'schema/*.sql', a.sql,b.sql
                       files of SQL: one, a directory of them, a pattern, or several separated by commas (no space). They run as
                       psql runs them, in the order of their names where they are not named one by one

Migrations and SQL files run on an empty scratch database. Rows that COPY reads are not loaded. What is about the whole server
(CREATE ROLE and its kin) only ever runs on an embedded one; what the functions do that a file calls cannot be seen beforehand.

Examples:\n  pgkeel diff                       # exit code 3 when there is drift\n  \
                        pgkeel diff --sql > repair.sql    # the plan that brings live to schema.toml, proven on a scratch copy\n  \
                        pgkeel diff --apply --allow blocks-writes --lock-budget 'share row exclusive'\n  \
                        pgkeel diff --only 'table:bookings*' --ignore owners --ignore 'index:*_tmp'\n  \
                        pgkeel diff --sql --rename column:bookings.note=remark\n  \
                        pgkeel diff live postgres://replica.internal/layoverhq\n  \
                        pgkeel diff migrations/ schema.toml   # no database needed\n  \
                        pgkeel diff old.sql new.sql --sql\n\n\
                        In GitHub Actions:\n  pgkeel diff --format github                # annotations\n  \
                        pgkeel diff --format sarif > drift.sarif   # for the action upload-sarif\n  \
                        pgkeel diff --sql --format markdown >> \"$GITHUB_STEP_SUMMARY\"\n\n\
                        In GitLab CI:\n  pgkeel diff --format gitlab > drift.json    # artifacts: reports: codequality: drift.json\n  \
                        pgkeel diff --format junit > drift.xml      # artifacts: reports: junit: drift.xml")]
pub struct Diff {
    /// What is
    #[arg(default_value = "live")]
    pub from: String,
    /// What should be
    #[arg(default_value = "schema.toml")]
    pub to: String,
    /// Print the plan that turns FROM into TO as SQL, proven on a scratch copy
    #[arg(long)]
    pub sql: bool,
    /// Run the plan on FROM, a live database, once it is proven
    #[arg(long, conflicts_with = "no_proof")]
    pub apply: bool,
    /// Print the plan without proving it, where there is no scratch database; texts are compared as they are written
    #[arg(long, requires = "sql")]
    pub no_proof: bool,
    #[command(flatten)]
    pub comparing: Comparing,
}

/// What of two schemas is compared, where, and what a plan between them may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Comparing {
    /// Compare only this schema; may be given several times [default: `[drift] schemas` of pgkeel.toml, else the `schemas` of a
    /// declared side, else all]
    #[arg(long = "schema", value_name = "NAME")]
    pub schemas: Vec<String>,
    /// Only these objects: table:public.bookings*, functions, bookings (any kind); may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Not these objects, or not the owners, grants, comments or column-order of any; may be given several times, beside
    /// `[drift] ignore` in pgkeel.toml
    #[arg(long, value_name = "PATTERN")]
    pub ignore: Vec<String>,
    /// State a rename, which is never assumed: table:old=new, column:bookings.old=new, label:status.old=new; several times
    #[arg(long, value_name = "KIND:OLD=NEW")]
    pub rename: Vec<String>,
    /// Hazards that a plan may have, without which it is not applied
    #[arg(long, value_name = "HAZARD", value_delimiter = ',', value_parser = HAZARDS)]
    pub allow: Vec<String>,
    /// The strongest lock that a step may take on what others use
    #[arg(long, value_name = "LOCK MODE", value_parser = LOCK_MODES, ignore_case = true)]
    pub lock_budget: Option<String>,
    /// A server on which temporary databases may be made: declared schemas are created there and read back, plans are
    /// proven there [default: the compared server, else an embedded one] [env: PGKEEL_SCRATCH_URL]
    #[arg(long, value_name = "URL")]
    pub scratch_url: Option<String>,
    /// Create no temporary database on the server itself
    #[arg(long)]
    pub read_only: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  pgkeel pull                              # writes schema.toml, or brings it up to date\n  \
                        pgkeel pull --check                      # exit code 3 when it is out of date\n  \
                        pgkeel pull --only 'table:bookings*'     # leaves the rest of the file as it is\n  \
                        pgkeel pull --split                      # one file per table, in schema/\n  \
                        pgkeel pull --output - | less            # prints it"
)]
pub struct Pull {
    /// Where to write; - is stdout [default: the project's schema.toml]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only these objects: table:public.bookings*, function:*, bookings (any kind); may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Write nothing; exit with 3 when the file is out of date
    #[arg(long)]
    pub check: bool,
    /// Write one file per table and view into schema/, which schema.toml includes
    #[arg(long)]
    pub split: bool,
}

#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Print the SQL that makes the declared schema in an empty database
    #[command(after_help = "Examples:\n  pgkeel schema sql                          # of the project's schema.toml\n  \
                            pgkeel schema sql | psql -X -v ON_ERROR_STOP=1 -d empty")]
    Sql(SchemaSql),
    /// Print the JSON Schema of schema.toml, for editors that complete and check by it
    #[command(after_help = "Example:\n  pgkeel schema json-schema > schema.schema.json")]
    JsonSchema,
}

#[derive(Debug, Args)]
pub struct SchemaSql {
    /// The file that declares the schema
    #[arg(default_value = "schema.toml", value_name = "FILE")]
    pub file: String,
    /// Leave out owners and privileges, which name roles
    #[arg(long)]
    pub no_owners: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Keep the server and the project running afterwards, and print how to reach and stop it
    #[arg(long)]
    pub keep: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::plan::{Hazard, LockMode};

    #[test]
    fn the_grammar_is_sound() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn hazards_and_lock_modes_have_the_names_that_plans_print() {
        assert_eq!(super::HAZARDS, Hazard::ALL.map(Hazard::name));
        assert_eq!(super::LOCK_MODES.map(str::to_uppercase), LockMode::ALL.map(LockMode::name));
    }
}
