//! The words of `pgkeel matviews`.

use clap::{Args, Subcommand};

const STATUS_EXAMPLES: &str = "Example:\n  pgkeel matviews status --check    # exit code 3 when one is due";

const REFRESH_EXAMPLES: &str = "\
A view is due by its `every` or `after` in pgkeel.toml; one without either, when what it reads has changed since its last refresh, or
may have:
  [matviews.popular_layover_routes]
  every = \"1 day\"                  # or: after = \"0 3 * * *\", as in a crontab; time_zone = \"Europe/Madrid\"
  statement_timeout = \"30m\"        # and lock_timeout: of this view alone

Examples:
  pgkeel matviews refresh                                   # all of them
  pgkeel matviews refresh --due --jobs 2                    # what cron runs
  pgkeel matviews refresh popular_layover_routes --dry-run";

#[derive(Debug, Subcommand)]
pub enum Matviews {
    /// Show each view: last refresh, rows, size, whether it is due and why, and whether CONCURRENTLY is possible
    #[command(after_help = STATUS_EXAMPLES)]
    Status(MatviewsStatus),
    /// Refresh views in dependency order, without blocking readers where possible
    #[command(after_help = REFRESH_EXAMPLES)]
    Refresh(MatviewsRefresh),
}

#[derive(Debug, Args)]
pub struct MatviewsStatus {
    /// Exit with 3 when a view is due
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct MatviewsRefresh {
    /// Only these views [default: all]
    pub views: Vec<String>,
    /// All views, which is what happens where none is named
    #[arg(long, conflicts_with = "views")]
    pub all: bool,
    /// Of these views only those that are due
    #[arg(long)]
    pub due: bool,
    /// Refresh so many at a time, each on a connection of its own, where they do not read each other
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    pub jobs: u8,
    /// Print the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
