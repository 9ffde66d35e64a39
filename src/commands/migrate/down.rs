//! `pgkeel migrate down --to V`: undoes what is applied after a version, newest first, by the down scripts.

use std::time::Duration;

use serde_json::{Value, json};

use super::up::{advise, known_version, lock, number};
use super::{Context, Project, read};
use crate::amount;
use crate::cli::MigrateDown;
use crate::error::{Error, Location, Result};
use crate::migration::files::{Down, MigrationFile};
use crate::migration::history::History;
use crate::migration::journal::Journal;
use crate::migration::preflight::{self, Checked};
use crate::migration::steps;
use crate::migration::verify;
use crate::plan::{Event, Plan};
use crate::postgres::execute;
use crate::postgres::{history, journal};
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, plan};

pub(super) async fn run(context: &Context, arguments: &MigrateDown) -> Result<Box<dyn Report>> {
    let project = read(context)?;
    if arguments.to != 0 {
        known_version(&project, arguments.to)?;
    }
    let session = context.connect().await?;
    let schema = &context.settings.schemas[0];
    let read = async {
        let history = history::read(&session, schema).await?;
        let journal = journal::read(&session, &history.table).await?;
        Ok((history, journal))
    };
    let (history, journal) = if arguments.dry_run {
        session.snapshot(read).await?
    } else {
        lock(context, &session).await?;
        read.await?
    };
    let undone = undone(&project, &history, &journal, arguments.to)?;
    for (_, down, _) in undone.iter().filter(|(.., found)| found.statements.is_empty()) {
        context.ui.warn(&format!("{} holds no statement", down.shown));
    }
    let planned = steps::undo(&undone, &history, journal.access);
    let left = history.applied.len() - undone.len();
    let newest = history.applied[..left].last().map(|row| number(&project, row.version));
    if arguments.dry_run {
        return Ok(Box::new(DryRun { plan: planned.plan, newest }));
    }
    let mut done: Vec<(i64, String, Duration)> = Vec::new();
    let progress = Progress::new(&context.ui, planned.plan.steps.len());
    let ran = execute::run(&session, &planned.plan, |event| {
        progress.event(event);
        if let Event::Finished { index, took, .. } = event {
            let file = undone[*index].0;
            done.push((file.version(), file.title(), *took));
        }
    });
    let result = ran.await;
    drop(progress);
    if let Err(stopped) = result {
        context.ui.stream(|text| {
            text.table(&[], &rows(&done));
        });
        let before = match done.as_slice() {
            [] => "no migration was undone by this run".to_owned(),
            [(version, ..)] => format!("{} was undone by this run and stays so", number(&project, *version)),
            [(first, ..), .., (last, ..)] => {
                format!("{} to {} were undone by this run and stay so", number(&project, *first), number(&project, *last))
            }
        };
        let error = stopped.error;
        let state = error.state().map_or_else(|| before.clone(), |state| format!("{state}; {before}"));
        return Err(advise(error.leaving(state), context.interrupt.is_raised(), "pgkeel migrate down"));
    }
    Ok(Box::new(Summary { done, newest }))
}

/// What is undone, newest first, with its scripts.
///
/// # Errors
/// Everything that keeps any of it from being undone, before the first one is.
fn undone<'a>(
    project: &'a Project,
    history: &History,
    journal: &Journal,
    to: i64,
) -> Result<Vec<(&'a MigrationFile, &'a Down, Checked)>> {
    let comparison = verify::compare(&project.directory, &project.files, history).with(journal, &project.directory);
    let after = |version: i64| version > to;
    let mut problems: Vec<Error> = comparison
        .entries
        .iter()
        .filter(|entry| after(entry.version) && entry.applied.is_some())
        .filter_map(|entry| entry.problem.clone())
        .collect();
    if let Some(begun) = journal.entries.iter().map(|entry| entry.version).find(|version| after(*version)) {
        problems.push(
            Error::failed(format!("{} was begun and interrupted: it can be undone when it is whole", number(project, begun)))
                .hint("go on with it first: pgkeel migrate up"),
        );
    }
    let mut undone = Vec::new();
    let applied = project.files.iter().rev().filter(|file| after(file.version()));
    for file in applied.filter(|file| history.applied.iter().any(|row| row.version == file.version())) {
        if let Some(down) = &file.down {
            let mut checked = preflight::check_down(down);
            problems.append(&mut checked.problems);
            undone.push((file, down, checked));
        } else {
            let script = file.shown.trim_end_matches(".sql");
            problems.push(
                Error::failed(format!("{} has no down script", file.title()))
                    .at(Location { file: file.shown.clone(), line: None, column: None })
                    .hint(format!("write {script}.down.sql; or undo it by a new migration, which is what production needs")),
            );
        }
    }
    Error::all(problems, |number| format!("{number} problems keep these migrations from being undone"))
        .map_err(|error| error.leaving("nothing was undone"))?;
    Ok(undone)
}

fn rows(done: &[(i64, String, Duration)]) -> Vec<Vec<String>> {
    done.iter().map(|(_, title, took)| vec![format!("undid {title}"), amount::duration(*took)]).collect()
}

/// Where the database is now.
fn stands(newest: Option<&str>) -> String {
    newest.map_or_else(|| "none is applied".to_owned(), |newest| format!("the newest is {newest}"))
}

/// What `down` came to.
#[derive(Debug)]
struct Summary {
    done: Vec<(i64, String, Duration)>,
    newest: Option<String>,
}

impl Report for Summary {
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        let undone = self.done.iter().map(|(version, title, took)| {
            let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            json!({ "version": version, "title": title, "duration_ms": milliseconds })
        });
        json!({ "undone": undone.collect::<Vec<_>>(), "newest": self.newest })
    }

    fn text(&self, text: &mut Text) {
        let what = match self.done.len() {
            0 => "nothing to undo".to_owned(),
            number => format!("undid {}", amount::count(number, "migration")),
        };
        text.table(&[], &rows(&self.done)).line(&format!("{what}: {}", stands(self.newest.as_deref())));
    }
}

/// The plan that would run.
#[derive(Debug)]
struct DryRun {
    plan: Plan,
    newest: Option<String>,
}

impl Report for DryRun {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "plan": self.plan, "newest": self.newest })
    }

    fn text(&self, text: &mut Text) {
        if self.plan.is_empty() {
            text.dim(&format!("-- nothing to undo: {}", stands(self.newest.as_deref()))).end();
        }
        plan::write(text, &self.plan);
    }
}
