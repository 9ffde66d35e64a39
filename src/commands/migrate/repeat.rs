//! What is repeatable, after the migrations: which files are due, and their run.

use std::collections::BTreeSet;
use std::time::Duration;

use super::plan::Source;
use super::up::advise;
use super::{Context, Project};
use crate::amount;
use crate::error::{Error, Result};
use crate::migration::history::History;
use crate::migration::repeatable::{self, Repeatable};
use crate::plan::{Event, Plan};
use crate::postgres::session::Session;
use crate::postgres::{execute, repeatable as runs};
use crate::ui::progress::Progress;

/// The files that are due, and the plan that runs them.
#[derive(Debug, Default)]
pub(super) struct Repeats<'a> {
    due: Vec<&'a Repeatable>,
    pub(super) plan: Plan,
}

impl Repeats<'_> {
    /// For a look at what they put at risk.
    pub(super) fn sources(&self) -> impl Iterator<Item = Source> {
        let source = |file: &&Repeatable| Source { shown: file.shown.clone(), sql: file.sql.clone(), done: BTreeSet::new() };
        self.due.iter().map(source)
    }
}

/// What is due once all migrations are applied.
///
/// # Errors
/// Everything that keeps any of it from running, before anything runs.
pub(super) async fn due<'a>(session: &Session, project: &'a Project, history: &History) -> Result<Repeats<'a>> {
    if project.repeatables.is_empty() {
        return Ok(Repeats::default());
    }
    let (access, runs) = runs::read(session, &history.table).await?;
    let due = repeatable::due(&project.repeatables, &runs);
    if due.is_empty() {
        return Ok(Repeats::default());
    }
    let nothing = |error: Error| error.leaving("nothing was applied");
    if !access.may_write() {
        let message = format!("{} is due, and this role may not write what was run", due[0].title());
        let hint =
            "run pgkeel once as the database's owner, and grant this role USAGE on the schema pgkeel and ALL on its tables";
        return Err(nothing(Error::failed(message).hint(hint)));
    }
    let mut checked = Vec::new();
    let mut problems = Vec::new();
    for file in &due {
        let mut found = file.check();
        problems.append(&mut found.problems);
        checked.push((*file, found));
    }
    Error::all(problems, |number| format!("{number} problems in what is repeatable")).map_err(nothing)?;
    Ok(Repeats { plan: repeatable::plan(&checked, history, access), due })
}

/// Runs them; what each of them took. `before` is what this run has done until then, for people.
///
/// # Errors
/// The first one that fails; those before it stay done.
pub(super) async fn run(
    context: &Context,
    session: &Session,
    repeats: &Repeats<'_>,
    before: &[Vec<String>],
) -> Result<Vec<(String, Duration)>> {
    let mut done = Vec::new();
    let progress = Progress::new(&context.ui, repeats.plan.steps.len());
    let ran = execute::run(session, &repeats.plan, |event| {
        progress.event(event);
        if let Event::Finished { index, took, .. } = event {
            done.push((repeats.due[*index].title(), *took));
        }
    });
    let result = ran.await;
    drop(progress);
    result.map_err(|stopped| {
        context.ui.stream(|text| _ = text.table(&[], &[before, &rows(&done)].concat()));
        let error = stopped.error;
        let before = "the migrations and what ran before it stay";
        let state = error.state().map_or_else(|| before.to_owned(), |state| format!("{state}; {before}"));
        advise(error.leaving(state), context.interrupt.is_raised(), "pgkeel migrate up")
    })?;
    Ok(done)
}

/// For people.
pub(super) fn rows(done: &[(String, Duration)]) -> Vec<Vec<String>> {
    done.iter().map(|(title, took)| vec![title.clone(), amount::duration(*took)]).collect()
}
