//! `pgkeel matviews`: status, refresh.

mod refresh;
mod status;

use super::Context;
use crate::cli;
use crate::error::Result;
use crate::matview::Way;
use crate::ui::Report;
use crate::ui::text::Text;

/// # Errors
/// What kept it from its end. A view that could not be refreshed is in the report.
pub async fn run(context: &Context, arguments: cli::Matviews) -> Result<Box<dyn Report>> {
    match arguments {
        cli::Matviews::Status => status::run(context).await,
        cli::Matviews::Refresh(arguments) => refresh::run(context, arguments).await,
    }
}

/// How a view is refreshed, for people.
fn describe(way: &Way) -> String {
    match way {
        Way::Concurrently { .. } => "concurrently".to_owned(),
        Way::Plain { why, .. } => format!("plain: {why}"),
    }
}

/// What would spare a view's readers, where there is something.
fn advise(text: &mut Text, view: &str, way: &Way) {
    if let Way::Plain { instead: Some(sql), .. } = way {
        text.end().plain(view).line(" could be refreshed concurrently, without blocking its readers, after:");
        text.line(&format!("  {sql};"));
    }
}

/// What is said where there is nothing to show or to refresh.
fn none_in(schemas: &[String]) -> String {
    format!("no materialized views in {}", schemas.join(", "))
}
