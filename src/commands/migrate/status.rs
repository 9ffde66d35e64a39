//! `pgkeel migrate status`: every migration, its state, and what does not fit. Reads only.

use serde_json::{Value, json};

use super::{Context, read_while};
use crate::amount;
use crate::cli::MigrateStatus;
use crate::error::{Error, Result};
use crate::migration::journal::Fact;
use crate::migration::repeatable::{self, Repeatable, Run};
use crate::migration::verify::{self, State};
use crate::postgres::{history, journal, repeatable as runs};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, errors};

#[derive(Debug)]
struct Status {
    directory: String,
    lines: Vec<Line>,
    repeatables: Vec<RepeatableLine>,
    /// Pending migrations are a finding.
    check: bool,
}

/// One migration.
#[derive(Debug)]
struct Line {
    number: String,
    version: i64,
    name: String,
    state: State,
    applied_on: Option<String>,
    /// What pgkeel knows beside, where it applied it itself.
    fact: Option<Fact>,
    /// How many of its statements are done, where it was interrupted.
    statements_done: Option<usize>,
    /// What of the file was changed since it was applied, line by line.
    changes: Option<String>,
    file: Option<String>,
    problem: Option<Error>,
}

/// One repeatable file.
#[derive(Debug)]
struct RepeatableLine {
    name: String,
    state: repeatable::State,
    run: Option<Run>,
}

/// The files, and those that were run and are gone.
fn repeatables(files: &[Repeatable], runs: &[Run]) -> Vec<RepeatableLine> {
    let line = |file: &Repeatable| RepeatableLine {
        name: file.name.clone(),
        state: repeatable::State::of(file, runs),
        run: runs.iter().find(|run| run.name == file.name).cloned(),
    };
    let gone = runs.iter().filter(|run| !files.iter().any(|file| file.name == run.name));
    let gone =
        gone.map(|run| RepeatableLine { name: run.name.clone(), state: repeatable::State::Gone, run: Some(run.clone()) });
    files.iter().map(line).chain(gone).collect()
}

pub(super) async fn run(context: &Context, arguments: &MigrateStatus) -> Result<Box<dyn Report>> {
    let asking = async {
        let session = context.connect().await?;
        let session = &session;
        let read = async {
            let history = history::read(session, &context.settings.schemas[0]).await?;
            let journal = journal::read(session, &history.table).await?;
            let facts = journal::facts(session, &history.table, journal.access).await?;
            let (_, runs) = runs::read(session, &history.table).await?;
            Ok((history, journal, facts, runs))
        };
        session.snapshot(read).await
    };
    let (project, (history, journal, facts, runs)) = read_while(context, |_| Ok(()), Box::pin(asking)).await?;
    let comparison = verify::compare(&project.directory, &project.files, &history).with(&journal, &project.directory);
    let lines = comparison.entries.into_iter().map(|entry| {
        let fact = entry.applied.and_then(|row| facts.iter().find(|fact| fact.version == row.version)).cloned();
        let kept = fact.as_ref().and_then(|fact| fact.sql.as_deref());
        let file = entry.file.filter(|_| entry.state == State::Divergent);
        Line {
            number: entry.number(),
            version: entry.version,
            name: entry.name().to_owned(),
            state: entry.state,
            applied_on: entry.applied.map(|row| row.applied_on.clone()),
            statements_done: (entry.state == State::Interrupted).then(|| journal.done(entry.version)),
            changes: kept.zip(file).map(|(kept, file)| verify::changes(kept, file.sql())).filter(|changes| !changes.is_empty()),
            fact,
            file: entry.file.map(|file| file.shown.clone()),
            problem: entry.problem,
        }
    });
    Ok(Box::new(Status {
        lines: lines.collect(),
        repeatables: repeatables(&project.repeatables, &runs),
        directory: project.directory,
        check: arguments.check,
    }))
}

impl Status {
    fn number_of(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// How many repeatable files the next `up` runs, those that need them aside.
    fn due_repeatables(&self) -> usize {
        let is_due = |line: &&RepeatableLine| matches!(line.state, repeatable::State::Pending | repeatable::State::Changed);
        self.repeatables.iter().filter(is_due).count()
    }

    fn problems(&self) -> impl Iterator<Item = &Error> {
        self.lines.iter().filter_map(|line| line.problem.as_ref())
    }
}

impl Report for Status {
    fn outcome(&self) -> Outcome {
        let due = self.number_of(State::Pending) + self.number_of(State::Interrupted) + self.due_repeatables();
        let pending = self.check && due > 0;
        if pending || self.problems().next().is_some() { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "version": line.version,
                "name": line.name,
                "state": line.state.name().replace(' ', "-"),
                "applied_on": line.applied_on,
                "took_ms": line.fact.as_ref().and_then(|fact| fact.took).map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
                "applied_by": line.fact.as_ref().map(|fact| &fact.applied_by),
                "tool": line.fact.as_ref().map(|fact| &fact.tool),
                "statements_done": line.statements_done,
                "changes": line.changes,
                "file": line.file,
                "problem": line.problem,
            })
        };
        let repeatable = |line: &RepeatableLine| {
            json!({
                "name": line.name,
                "state": line.state.name(),
                "applied_on": line.run.as_ref().map(|run| &run.applied_on),
                "applied_by": line.run.as_ref().map(|run| &run.applied_by),
            })
        };
        json!({
            "applied": self.lines.iter().filter(|line| line.applied_on.is_some()).count(),
            "pending": self.number_of(State::Pending),
            "problems": self.problems().count(),
            "migrations": self.lines.iter().map(line).collect::<Vec<_>>(),
            "repeatables": self.repeatables.iter().map(repeatable).collect::<Vec<_>>(),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.lines.is_empty() && self.repeatables.is_empty() {
            text.line(&format!("there are no migrations in {}/, and none is applied", self.directory));
            return;
        }
        let rows: Vec<Vec<String>> = self
            .lines
            .iter()
            .map(|line| {
                let applied_on = line.applied_on.as_deref().map(to_the_second).unwrap_or_default();
                let took = line.fact.as_ref().and_then(|fact| fact.took).map(amount::duration).unwrap_or_default();
                let by = line.fact.as_ref().map(|fact| fact.applied_by.clone()).unwrap_or_default();
                vec![line.number.clone(), line.name.clone(), line.state.name().to_owned(), applied_on, took, by]
            })
            .collect();
        text.table(&["version", "name", "state", "applied on", "took", "by"], &rows).end();
        let states = [State::Applied, State::Pending, State::Interrupted, State::Divergent, State::Missing, State::OutOfOrder];
        let counts: Vec<String> = states
            .into_iter()
            .map(|state| (self.number_of(state), state.name()))
            .filter(|(number, _)| *number > 0)
            .map(|(number, state)| format!("{number} {state}"))
            .collect();
        text.line(&format!("{}: {}", amount::count(self.lines.len(), "migration"), counts.join(", ")));
        if !self.repeatables.is_empty() {
            let row = |line: &RepeatableLine| {
                let run = line.run.as_ref();
                let took = run.and_then(|run| run.took).map(amount::duration).unwrap_or_default();
                let [on, by] = [run.map(|run| run.applied_on.clone()), run.map(|run| run.applied_by.clone())];
                vec![line.name.clone(), line.state.name().to_owned(), on.unwrap_or_default(), took, by.unwrap_or_default()]
            };
            let rows: Vec<Vec<String>> = self.repeatables.iter().map(row).collect();
            text.end().table(&["repeatable", "state", "applied on", "took", "by"], &rows);
        }
        for line in &self.lines {
            if let Some(done) = line.statements_done.filter(|_| line.problem.is_none()) {
                let done = amount::count(done, "statement");
                text.line(&format!("{} was interrupted after {done}: pgkeel migrate up goes on with it", line.number));
            }
            if let Some(problem) = &line.problem {
                text.end();
                errors::write(text, problem);
            }
            if let Some(changes) = &line.changes {
                for line in changes.lines() {
                    text.dim(line).end();
                }
            }
        }
    }
}

/// `2026-01-02T03:04:05.123456789Z` → `2026-01-02 03:04:05 UTC`. What is not of this form stays as it is.
fn to_the_second(applied_on: &str) -> String {
    match (applied_on.get(..19), applied_on.ends_with('Z')) {
        (Some(time), true) => format!("{} UTC", time.replace('T', " ")),
        _ => applied_on.to_owned(),
    }
}
