//! The words of `pgkeel maintain`.

use std::path::PathBuf;

use clap::Args;

pub const EXAMPLES: &str = "\
Four parts, one after the other: `partitions maintain` and `retention run`, where there are policies; `matviews refresh --due`;
`health`. None stops the others. The exit code is that of the gravest: 1 something failed, 4 a lock was in the way, 3 a check is not OK, 0 all is well. On a
standby only health is looked at. docs/schedules has it ready for cron, systemd, Kubernetes, GitHub and GitLab.

Examples:
  pgkeel maintain --quiet                                                       # from cron: says nothing where all is well
  pgkeel maintain --dry-run                                                     # what would it do?
  pgkeel maintain --state /var/lib/pgkeel/layoverhq.json --record performance_metrics
  pgkeel maintain --textfile /var/lib/node_exporter/textfile/pgkeel.prom        # and samples for Prometheus";

#[derive(Debug, Args)]
pub struct Maintain {
    /// Refresh so many materialized views at a time, each on a connection of its own
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    pub jobs: u8,
    /// Print the plans and change nothing
    #[arg(long, conflicts_with = "textfile")]
    pub dry_run: bool,
    /// Also write samples for Prometheus into this file, which is there wholly or not at all: *.prom
    #[arg(long, value_name = "FILE")]
    pub textfile: Option<PathBuf>,
    /// As `health --state`: where counters are kept from run to run, so that what only rises is judged by what is new
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub state: Option<PathBuf>,
    /// As `health --record`: also write each check's value into this table
    #[arg(long, value_name = "TABLE", conflicts_with = "dry_run")]
    pub record: Option<String>,
}
