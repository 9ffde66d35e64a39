//! The words of `pgkeel retention`.

use clap::{Args, Subcommand};

pub const EXAMPLES: &str = "\
One file for each policy, retention/NAME.toml:

  table  = \"public.user_sessions\"
  age    = \"expires_at\"           # when a row's age begins; NULL is never old
  keep   = \"30 days\"              # 0 days, where the column says until when it is kept
  action = \"delete\"               # or \"anonymise\", with [set]: email = \"NULL\"
  where  = \"country_code = 'DE'\"  # optional: of which rows
  [hold]                          # optional: what keeps a row, whatever its age
  table = \"legal_holds\"
  key   = \"user_id\"
  while = \"released_at IS NULL\"
  [log]                           # optional: each batch writes a line, in its transaction
  table   = \"data_deletion_log\"
  columns = { deletion_type = \"automated\", records_deleted = \"{rows}\", executed_by = \"pgkeel {policy}\" }

Examples:
  pgkeel retention run --dry-run                    # the statements, and how many rows
  pgkeel retention run user_sessions                # a policy, or all of a table
  pgkeel retention status --check                   # exit code 3 where rows are past their time
  pgkeel retention plan --now 2027-01-15            # what would be past its time then?";

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Retention {
    /// Count the rows that are past their time, and those that are held, for each policy
    Status(RetentionStatus),
    /// Print what `run` would do: the statements, with how many rows
    Plan(RetentionOf),
    /// Delete or anonymise the rows past their time, in batches
    #[command(after_help = EXAMPLES)]
    Run(RetentionRun),
}

#[derive(Debug, Args)]
pub struct RetentionStatus {
    #[command(flatten)]
    pub of: RetentionOf,
    /// Exit with 3 where rows are past their time
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct RetentionOf {
    /// Only these policies, or those of these tables [default: every policy in retention/]
    #[arg(value_name = "POLICY OR TABLE")]
    pub names: Vec<String>,
    /// Pretend it is this time (RFC 3339, or a date in UTC) [default: the server's clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

#[derive(Debug, Args)]
pub struct RetentionRun {
    #[command(flatten)]
    pub of: RetentionOf,
    /// Print the statements and how many rows, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
