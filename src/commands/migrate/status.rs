//! `pgkeel migrate status`: every migration, its state, and what does not fit. Reads only.

use serde_json::{Value, json};

use super::{Context, read};
use crate::amount;
use crate::cli::MigrateStatus;
use crate::error::{Error, Result};
use crate::migration::verify::{self, State};
use crate::postgres::history;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, errors};

#[derive(Debug)]
struct Status {
    directory: String,
    lines: Vec<Line>,
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
    file: Option<String>,
    problem: Option<Error>,
}

pub(super) async fn run(context: &Context, arguments: &MigrateStatus) -> Result<Box<dyn Report>> {
    let project = read(context)?;
    let session = context.connect().await?;
    let history = session.snapshot(history::read(&session, &context.settings.schemas[0])).await?;
    let comparison = verify::compare(&project.directory, &project.files, &history);
    let lines = comparison.entries.into_iter().map(|entry| Line {
        number: entry.number(),
        version: entry.version,
        name: entry.name().to_owned(),
        state: entry.state,
        applied_on: entry.applied.map(|row| row.applied_on.clone()),
        file: entry.file.map(|file| file.shown.clone()),
        problem: entry.problem,
    });
    Ok(Box::new(Status { lines: lines.collect(), directory: project.directory, check: arguments.check }))
}

impl Status {
    fn number_of(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    fn problems(&self) -> impl Iterator<Item = &Error> {
        self.lines.iter().filter_map(|line| line.problem.as_ref())
    }
}

impl Report for Status {
    fn outcome(&self) -> Outcome {
        let pending = self.check && self.number_of(State::Pending) > 0;
        if pending || self.problems().next().is_some() { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "version": line.version,
                "name": line.name,
                "state": line.state.name().replace(' ', "-"),
                "applied_on": line.applied_on,
                "file": line.file,
                "problem": line.problem,
            })
        };
        json!({
            "applied": self.lines.iter().filter(|line| line.applied_on.is_some()).count(),
            "pending": self.number_of(State::Pending),
            "problems": self.problems().count(),
            "migrations": self.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.lines.is_empty() {
            text.line(&format!("there are no migrations in {}/, and none is applied", self.directory));
            return;
        }
        let rows: Vec<Vec<String>> = self
            .lines
            .iter()
            .map(|line| {
                let applied_on = line.applied_on.as_deref().map(to_the_second).unwrap_or_default();
                vec![line.number.clone(), line.name.clone(), line.state.name().to_owned(), applied_on]
            })
            .collect();
        text.table(&["version", "name", "state", "applied on"], &rows).end();
        let states = [State::Applied, State::Pending, State::Divergent, State::Missing, State::OutOfOrder];
        let counts: Vec<String> = states
            .into_iter()
            .map(|state| (self.number_of(state), state.name()))
            .filter(|(number, _)| *number > 0)
            .map(|(number, state)| format!("{number} {state}"))
            .collect();
        text.line(&format!("{}: {}", amount::count(self.lines.len(), "migration"), counts.join(", ")));
        for problem in self.problems() {
            text.end();
            errors::write(text, problem);
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
