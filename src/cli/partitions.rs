//! The words of `pgkeel partitions` that are about single tables: an archive, an existing table.

use std::path::PathBuf;

use clap::Args;

pub const RESTORE_EXAMPLES: &str = "\
The file and its manifest (FILE.json) are read and compared first: size, SHA-256, rows. Then the table is made and its rows are
put in, in one transaction.

Examples:
  pgkeel partitions restore archive/bookings_2024_01.csv.gz              # a table of its own
  pgkeel partitions restore archive/bookings_2024_01.csv.gz --attach     # a partition again
  pgkeel partitions restore archive/bookings_2024_01.csv.gz --as audit.bookings_2024_01";

#[derive(Debug, Args)]
pub struct PartitionsRestore {
    /// The archive, as `partitions maintain` wrote it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Attach it to the table that it was a partition of, which must have a policy
    #[arg(long)]
    pub attach: bool,
    /// Under this name [default: its own]
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// Compare the file with its manifest, print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub const ADOPT_EXAMPLES: &str = "\
The windows, their time zone and the names are recognised from the partitions that are there. Nothing in the database is touched.

Examples:
  pgkeel partitions adopt public.bookings              # writes partitions/bookings.toml
  pgkeel partitions adopt public.bookings --dry-run    # prints it";

pub const CONVERT_EXAMPLES: &str = "\
The table needs a policy, which says by what and how it is to be partitioned. The table that there is becomes the first
partition of a new one of its name: what it holds is proven while its traffic goes on, an index for the primary key, which must
hold the partition key, is built beside it, and one short transaction changes the names. No row is copied. A run that is stopped
is gone on with by the next one, or taken back by `partitions undo`.

Examples:
  pgkeel partitions convert public.bookings            # the plan, proven on a scratch copy of the schema
  pgkeel partitions convert public.bookings --apply    # runs it";

#[derive(Debug, Args)]
pub struct PartitionsConvert {
    /// The plain table
    pub table: String,
    /// Run the plan, if it is proven
    #[arg(long)]
    pub apply: bool,
    /// Pretend it is this time (RFC 3339, or a date in UTC) [default: the server's clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

pub const UNDO_EXAMPLES: &str = "\
As long as the other partitions are empty. What a stopped `convert` began is taken back, too.

Examples:
  pgkeel partitions undo public.bookings            # the plan, proven on a scratch copy of the schema
  pgkeel partitions undo public.bookings --apply    # runs it";

#[derive(Debug, Args)]
pub struct PartitionsUndo {
    /// The table that was converted
    pub table: String,
    /// Run the plan, if it is proven
    #[arg(long)]
    pub apply: bool,
}

#[derive(Debug, Args)]
pub struct PartitionsAdopt {
    /// The partitioned table
    pub table: String,
    /// Print the policy and write nothing
    #[arg(long)]
    pub dry_run: bool,
}
