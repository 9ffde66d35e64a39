//! `pgkeel demo`: the whole main job on an embedded server, through the same code as the real commands.

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::ui::Report;

#[expect(clippy::unused_async, reason = "interim")]
pub async fn run(_context: &Context, _arguments: cli::Demo) -> Result<Box<dyn Report>> {
    Err(Error::failed("interim"))
}
