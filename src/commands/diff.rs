//! `pgkeel diff`: compares two schemas; `--sql` prints the proven plan between them.

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::ui::Report;

#[expect(clippy::unused_async, reason = "interim")]
pub async fn run(_context: &Context, _arguments: cli::Diff) -> Result<Box<dyn Report>> {
    Err(Error::failed("interim"))
}
