//! `pgkeel matviews refresh`: every view a plan of its own, in dependency order, so that one that fails stops only what reads
//! from it.

use std::collections::BTreeMap;

use super::report::{DryRun, Refreshed};
use super::{Context, find, judge, nearest, unrecorded, work};
use crate::cli;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::matview::{self, Asked, Graph};
use crate::migration::journal::Access;
use crate::plan::Plan;
use crate::postgres::matviews::{self, Seen};
use crate::postgres::pooler;
use crate::ui::Report;

pub(super) async fn run(context: &Context, arguments: cli::MatviewsRefresh) -> Result<Box<dyn Report>> {
    let session = context.connect().await?;
    let schemas = context.settings.schemas.clone();
    let seen = matviews::read(&session, &schemas).await?;
    let chosen = choose(context, &seen, &arguments)?;
    let refreshes = matview::refreshes(&seen.graph, &chosen);
    if arguments.dry_run {
        let plan = plan(&refreshes, seen.access);
        return Ok(Box::new(DryRun { schemas, views: seen.graph.views().count(), plan }));
    }
    matviews::refuse_standby(&session, &seen)?;
    pooler::refuse(&session).await?;
    let access = seen.access;
    let views = seen.graph.views().count();
    let work = work::refresh_all(context, session, seen, refreshes, usize::from(arguments.jobs)).await;
    Ok(Box::new(Refreshed { schemas, views, due: arguments.due, access, work }))
}

/// The views that are asked for, and why.
fn choose(context: &Context, seen: &Seen, arguments: &cli::MatviewsRefresh) -> Result<BTreeMap<QualifiedName, Asked>> {
    let graph = &seen.graph;
    let schemas = &context.settings.schemas;
    let names: Vec<QualifiedName> = if arguments.views.is_empty() {
        graph.views().map(|view| view.name.clone()).collect()
    } else {
        let named = arguments.views.iter().map(|name| find(graph, name, schemas).ok_or_else(|| unknown(graph, name, schemas)));
        named.collect::<Result<_>>()?
    };
    let judged = judge(context, seen, names.iter()).into_iter();
    Ok(judged
        .filter(|(_, (due, _))| due.is_due || !arguments.due)
        .map(|(name, (due, upkeep))| {
            let cause = if arguments.due { due.why } else { "asked for".to_owned() };
            (name, Asked { cause, upkeep })
        })
        .collect())
}

fn unknown(graph: &Graph, name: &str, schemas: &[String]) -> Error {
    let error = Error::usage(format!("there is no materialized view `{name}` in {}", schemas.join(", ")));
    let known: Vec<String> = graph.views().map(|view| view.name.short(&schemas[0])).collect();
    match nearest(graph, name, schemas) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None if known.is_empty() => error,
        None => error.hint(format!("the materialized views here: {}", known.join(", "))),
    }
}

/// All that a run would do, in one sequence.
fn plan(refreshes: &[matview::Refresh], access: Access) -> Plan {
    let is_recorded = unrecorded(access).is_none();
    let mut steps = Vec::new();
    if access == Access::ToBeMade {
        steps.push(matview::creation());
    }
    for refresh in refreshes {
        steps.push(if is_recorded { refresh.recorded(None) } else { refresh.step.clone() });
    }
    if is_recorded {
        steps.push(matview::forgetting());
    }
    Plan { steps: if refreshes.is_empty() { Vec::new() } else { steps } }
}
