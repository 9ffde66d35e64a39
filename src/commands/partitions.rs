//! `pgkeel partitions`: status, maintain.

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::ui::Report;

#[expect(clippy::unused_async, reason = "interim")]
pub async fn run(_context: &Context, _arguments: cli::Partitions) -> Result<Box<dyn Report>> {
    Err(Error::failed("interim"))
}

pub fn explained(
    _context: &Context,
) -> Result<impl Fn(&crate::schema::model::Identity, &crate::schema::model::Object) -> bool + use<>> {
    Ok(|_: &crate::schema::model::Identity, _: &crate::schema::model::Object| true)
}
