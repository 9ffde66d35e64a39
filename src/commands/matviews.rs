//! `pgkeel matviews`: status, refresh.

mod refresh;
mod report;
mod status;
mod work;

use std::collections::BTreeMap;

use super::Context;
use crate::cli;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::matview::{self, Due, Graph, Upkeep, Way};
use crate::migration::journal::Access;
use crate::postgres::matviews::Seen;
use crate::toml_file;
use crate::ui::Report;
use crate::ui::text::Text;

/// # Errors
/// What kept it from its end. A view that could not be refreshed is in the report.
pub async fn run(context: &Context, arguments: cli::Matviews) -> Result<Box<dyn Report>> {
    match arguments {
        cli::Matviews::Status(arguments) => status::run(context, arguments).await,
        cli::Matviews::Refresh(arguments) => Box::pin(refresh::run(context, arguments)).await,
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
    match way {
        Way::Plain { instead: Some(sql), .. } => {
            text.end().plain(view).line(" could be refreshed concurrently, without blocking its readers, after:");
            text.line(&format!("  {sql};"));
        }
        Way::Plain { find_key: Some(sql), .. } => {
            text.end().plain(view).line(
                " could be refreshed concurrently with a unique index, and its query does not tell over which columns: over one of \
                 which this counts as many as all rows, or several together, as count(DISTINCT (a, b)) counts them",
            );
            text.line(&format!("  {sql};"));
        }
        Way::Plain { .. } | Way::Concurrently { .. } => {}
    }
}

/// What is said where there is nothing to show or to refresh.
fn none_in(schemas: &[String]) -> String {
    format!("no materialized views in {}", schemas.join(", "))
}

/// The view that a name means: as on a search path, that of the first schema that has it.
fn find(graph: &Graph, name: &str, schemas: &[String]) -> Option<QualifiedName> {
    let mut candidates = schemas.iter().filter_map(|schema| QualifiedName::parse(name, schema));
    candidates.find(|candidate| graph.get(candidate).is_some())
}

/// The name nearest to one that means nothing.
fn nearest(graph: &Graph, name: &str, schemas: &[String]) -> Option<String> {
    let known: Vec<String> = graph.views().map(|view| view.name.short(&schemas[0])).collect();
    toml_file::nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Whether each of these views is due, and what `pgkeel.toml` says of it. A name there that means nothing is warned of.
fn judge<'a>(
    context: &Context,
    seen: &Seen,
    views: impl Iterator<Item = &'a QualifiedName>,
) -> BTreeMap<QualifiedName, (Due, Upkeep)> {
    let schemas = &context.settings.schemas;
    let mut upkeeps = BTreeMap::new();
    for (name, upkeep) in &context.settings.matviews {
        if let Some(found) = find(&seen.graph, name, schemas) {
            upkeeps.insert(found, upkeep);
        } else {
            let near = nearest(&seen.graph, name, schemas).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            context.ui.warn(&format!(
                "pgkeel.toml: [matviews.{name}]: there is no such materialized view in {}{near}",
                schemas.join(", ")
            ));
        }
    }
    let judged = views.filter_map(|name| {
        let (view, state) = (seen.graph.get(name)?, seen.states.get(name)?);
        let upkeep = upkeeps.get(name).copied().cloned().unwrap_or_default();
        let due = matview::due(view.populated, &upkeep, &state.history, &state.reads, seen.now);
        Some((name.clone(), (due, upkeep)))
    });
    matview::together(&seen.graph, judged.collect())
}

/// Why refreshes are not recorded, and what would change that.
fn unrecorded(access: Access) -> Option<(&'static str, &'static str)> {
    match access {
        Access::Ready | Access::ToBeMade => None,
        Access::ReadOnly => Some((
            "refreshes are not recorded: the role may not write pgkeel.matview_refreshes",
            "GRANT INSERT, UPDATE, DELETE ON pgkeel.matview_refreshes to it, without which every view stays due",
        )),
        Access::Denied => Some((
            "refreshes are not recorded: the role may not use the schema pgkeel, in which they are, or not make it",
            "GRANT CREATE ON DATABASE to it, or where the schema is there, USAGE on it and SELECT, INSERT, UPDATE, DELETE ON \
             pgkeel.matview_refreshes; without that every view stays due",
        )),
    }
}

/// Says so.
fn write_unrecorded(text: &mut Text, access: Access) {
    if let Some((what, hint)) = unrecorded(access) {
        text.end().warning("note").plain(": ").line(what);
        text.good("hint").plain(": ").line(hint);
    }
}
