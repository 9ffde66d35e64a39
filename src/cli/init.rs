//! The words of `pgkeel init`.

use clap::Args;

pub const EXAMPLES: &str = "\
The lines run `pgkeel maintain` as often as the shortest window and the most frequent view of the project ask for, and compare the
schema once a night. Nothing is written: look at them, and install them as the user that pgkeel is to run as.

Examples:
  pgkeel init --cron
  (crontab -l; pgkeel init --cron) | crontab -";

#[derive(Debug, Args)]
pub struct Init {
    /// Print crontab lines that keep this project's database
    #[arg(long, required = true)]
    pub cron: bool,
}
