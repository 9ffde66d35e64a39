//! `pgkeel health`: runs the checks, shows and records what they found.

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::ui::Report;

#[expect(clippy::unused_async, reason = "interim")]
pub async fn run(_context: &Context, _arguments: cli::Health) -> Result<Box<dyn Report>> {
    Err(Error::failed("interim"))
}
