//! `pgkeel matviews refresh`: every view a plan of its own, in dependency order, so that one that fails stops only what reads
//! from it.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Context, advise, describe, none_in};
use crate::amount;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::matview::{self, Graph, Refresh};
use crate::plan::{Event, Plan};
use crate::postgres::advisory::{self, Work};
use crate::postgres::session::Session;
use crate::postgres::{execute, matviews};
use crate::toml_file;
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, errors, plan};

pub(super) async fn run(context: &Context, arguments: cli::MatviewsRefresh) -> Result<Box<dyn Report>> {
    let session = context.connect().await?;
    if !arguments.dry_run {
        let waiting = |holder: &str| {
            context.ui.say(|text| {
                text.warning("waiting").plain(&format!(" for another pgkeel that is at work here: {holder}\n"));
            });
        };
        advisory::acquire(&session, Work::MaterializedViews, waiting).await?;
    }
    let schemas = &context.settings.schemas;
    let graph = matviews::read(&session, schemas).await?;
    let chosen = choose(&graph, &arguments.views, schemas)?;
    let refreshes = matview::refreshes(&graph, &chosen);
    if arguments.dry_run {
        let plan = Plan { steps: refreshes.into_iter().map(|refresh| refresh.step).collect() };
        return Ok(Box::new(DryRunReport { schemas: schemas.clone(), plan }));
    }
    let done = refresh_all(context, &session, refreshes).await;
    Ok(Box::new(RefreshReport { schemas: schemas.clone(), done }))
}

/// The views that these names mean: all, if there are none.
fn choose(graph: &Graph, names: &[String], schemas: &[String]) -> Result<BTreeSet<QualifiedName>> {
    if names.is_empty() {
        return Ok(graph.views().map(|view| view.name.clone()).collect());
    }
    names
        .iter()
        .map(|name| {
            // As on a search path: the first schema that has it.
            let candidates = schemas.iter().filter_map(|schema| QualifiedName::parse(name, schema));
            candidates.into_iter().find(|candidate| graph.get(candidate).is_some()).ok_or_else(|| {
                let known: Vec<String> = graph.views().map(|view| view.name.short(&schemas[0])).collect();
                let error = Error::usage(format!("there is no materialized view `{name}` in {}", schemas.join(", ")));
                match toml_file::nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None if known.is_empty() => error,
                    None => error.hint(format!("the materialized views here: {}", known.join(", "))),
                }
            })
        })
        .collect()
}

/// What became of one view.
struct Done {
    refresh: Refresh,
    result: RefreshResult,
}

enum RefreshResult {
    Refreshed(Duration),
    Failed(Error),
    /// What it reads could not be refreshed.
    Skipped(QualifiedName),
    /// The run ended before its turn.
    NotBegun,
}

impl RefreshResult {
    const fn word(&self) -> &'static str {
        match self {
            Self::Refreshed(_) => "refreshed",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
            Self::NotBegun => "not-begun",
        }
    }
}

async fn refresh_all(context: &Context, session: &Session, refreshes: Vec<Refresh>) -> Vec<Done> {
    let progress = Progress::new(&context.ui, refreshes.len());
    let mut done: Vec<Done> = Vec::with_capacity(refreshes.len());
    for (number, refresh) in refreshes.into_iter().enumerate() {
        let missing = |source: &&QualifiedName| {
            done.iter().any(|before| before.refresh.view == **source && !matches!(before.result, RefreshResult::Refreshed(_)))
        };
        let result = if session.is_closed() || session.interrupt().is_raised() {
            RefreshResult::NotBegun
        } else if let Some(source) = refresh.reads.iter().find(missing) {
            RefreshResult::Skipped(source.clone())
        } else {
            refresh_one(session, &refresh, number, &progress).await
        };
        done.push(Done { refresh, result });
    }
    done
}

async fn refresh_one(session: &Session, refresh: &Refresh, number: usize, progress: &Progress) -> RefreshResult {
    let plan = Plan { steps: vec![refresh.step.clone()] };
    let mut length = Duration::ZERO;
    let run = execute::run(session, &plan, |event| {
        // Each view is a plan of one step; the bar counts views.
        if let Event::Finished { step, took, .. } = event {
            length = *took;
            progress.event(&Event::Finished { index: number, step, took: *took });
        } else {
            progress.event(event);
        }
    });
    match run.await {
        Ok(()) => RefreshResult::Refreshed(length),
        Err(stopped) => RefreshResult::Failed(stopped.error),
    }
}

struct DryRunReport {
    schemas: Vec<String>,
    plan: Plan,
}

impl Report for DryRunReport {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "dry_run": true, "plan": self.plan })
    }

    fn text(&self, text: &mut Text) {
        if self.plan.is_empty() {
            text.line(&none_in(&self.schemas));
        } else {
            plan::write(text, &self.plan);
        }
    }
}

struct RefreshReport {
    schemas: Vec<String>,
    done: Vec<Done>,
}

impl Report for RefreshReport {
    /// Only locks in the way: try later. Anything else that went wrong: failed.
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::Done;
        for done in &self.done {
            match &done.result {
                RefreshResult::Refreshed(_) | RefreshResult::Skipped(_) => (),
                RefreshResult::Failed(error) if error.kind() == Kind::Busy => outcome = Outcome::Busy,
                RefreshResult::Failed(_) | RefreshResult::NotBegun => return Outcome::Failed,
            }
        }
        outcome
    }

    fn json(&self) -> Value {
        let view = |done: &Done| {
            let mut value = json!({ "view": done.refresh.view, "result": done.result.word(), "refresh": done.refresh.way });
            match &done.result {
                RefreshResult::Refreshed(took) => {
                    value["duration_ms"] = json!(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
                }
                RefreshResult::Failed(error) => value["error"] = json!(error),
                RefreshResult::Skipped(source) => value["because_of"] = json!(source),
                RefreshResult::NotBegun => (),
            }
            value
        };
        json!({ "dry_run": false, "views": self.done.iter().map(view).collect::<Vec<_>>() })
    }

    fn text(&self, text: &mut Text) {
        if self.done.is_empty() {
            text.line(&none_in(&self.schemas));
            return;
        }
        let short = |name: &QualifiedName| name.short(&self.schemas[0]);
        let rows: Vec<Vec<String>> = self
            .done
            .iter()
            .map(|done| {
                let note = match &done.result {
                    RefreshResult::Refreshed(took) => {
                        format!("{}, {}", amount::duration(*took), describe(&done.refresh.way))
                    }
                    RefreshResult::Failed(error) => error.message().to_owned(),
                    RefreshResult::Skipped(source) => format!("it reads {}, which was not refreshed", short(source)),
                    RefreshResult::NotBegun => "the run ended before its turn".to_owned(),
                };
                vec![short(&done.refresh.view), done.result.word().replace('-', " "), note]
            })
            .collect();
        text.table(&["view", "result", "how"], &rows);
        for done in &self.done {
            match &done.result {
                RefreshResult::Failed(error) => {
                    text.end();
                    errors::write(text, error);
                }
                RefreshResult::Refreshed(_) => advise(text, &short(&done.refresh.view), &done.refresh.way),
                RefreshResult::Skipped(_) | RefreshResult::NotBegun => (),
            }
        }
    }
}
