//! Tries migrations on a scratch database as `migrate up` and `migrate down` run them: each one up, and where it has a down
//! script down and up again, with the schema read in between.

use std::time::Instant;

use super::super::Context;
use crate::commands::diff::{self, Scope, Side};
use crate::error::{Error, Result};
use crate::identifier::quote;
use crate::migration::files::{Down, MigrationFile};
use crate::migration::journal::Access;
use crate::migration::preflight::{self, Checked};
use crate::migration::repeatable::{self, Repeatable};
use crate::migration::steps;
use crate::plan::{Event, Plan, Step};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::scratch::Scratch;
use crate::postgres::session::Session;
use crate::postgres::{execute, extensions, history, journal, replay};
use crate::schema::diff as comparison;
use crate::schema::diff::Difference;
use crate::schema::model::Schema;
use crate::ui::progress::Progress;

/// What came of one migration.
#[derive(Debug, Clone)]
pub enum Found {
    /// It has no down script.
    NoDown,
    /// Down and up again leave nothing behind.
    Holds,
    /// It was not applied, because this extension is not to be had.
    Skipped(String),
    /// The down script does not run.
    DownFails(Error),
    /// What the down script leaves, and what then becomes of applying it again.
    Leaves { left: Vec<Difference>, again: Again },
}

/// What became of what ran a second time: a migration after its down script, or what is repeatable.
#[derive(Debug, Clone)]
pub enum Again {
    Same,
    Differs(Vec<Difference>),
    Fails(Error),
}

/// What came of all.
#[derive(Debug)]
pub struct Tried {
    /// By file.
    pub found: Vec<Found>,
    /// Extensions that migrations demand and none makes: they were made beforehand.
    pub beforehand: Vec<String>,
    /// What becomes of what is repeatable when it runs a second time.
    pub repeated: Again,
    /// What all of them make.
    pub made: Side,
}

impl Tried {
    /// The places of the files that were skipped.
    pub fn skipped(&self) -> impl Iterator<Item = usize> {
        self.found.iter().enumerate().filter(|(_, found)| matches!(found, Found::Skipped(_))).map(|(index, _)| index)
    }
}

/// Migrations, as they may run on a scratch database.
pub struct Trial<'a> {
    pub context: &'a Context,
    pub files: Vec<MigrationFile>,
    pub repeatables: Vec<Repeatable>,
    pub scope: &'a Scope,
    pub directory: &'a str,
}

/// A run of the trial on one database.
struct Run<'a> {
    trial: &'a Trial<'a>,
    scratch: &'a Scratch,
    /// Reads.
    reader: &'a Session,
    /// Runs what is tried, as the runner's session does.
    runner: Session,
    progress: &'a Progress,
}

impl Trial<'_> {
    /// Tries all of them.
    ///
    /// # Errors
    /// A migration that cannot be applied; what the server says of reading and of databases.
    pub async fn run(&self, scratch: &Scratch) -> Result<Tried> {
        let (mut found, mut beforehand) = (Vec::new(), Vec::new());
        let progress = Progress::new(&self.context.ui, self.files.len());
        loop {
            let next = found.len();
            let end = scratch.with_database(async |reader| {
                let runner = reader.beside_in(self.context.settings.schemas.iter().take(1).cloned().collect()).await?;
                let run = Run { trial: self, scratch, reader, runner, progress: &progress };
                Box::pin(run.through(next, &mut found, &mut beforehand)).await
            });
            if let Some((made, repeated)) = end.await? {
                return Ok(Tried { found, beforehand, repeated, made });
            }
        }
    }
}

impl Run<'_> {
    /// Applies the first ones, which were tried, and tries the rest: what they make, and what becomes of running twice what is
    /// repeatable. `None` where a migration, applied again after
    /// its down script, does not make what it did: those after it need another database.
    async fn through(
        &self,
        tried: usize,
        found: &mut Vec<Found>,
        beforehand: &mut Vec<String>,
    ) -> Result<Option<(Side, Again)>> {
        // What the one before has left, where that is known: it need not be read again.
        let mut known = None;
        for (index, file) in self.trial.files.iter().enumerate() {
            if index < tried {
                if !matches!(found[index], Found::Skipped(_)) {
                    self.apply(file, found, beforehand).await?;
                }
                continue;
            }
            let step = Step::new(file.title(), String::new());
            self.progress.event(&Event::Started { index, step: &step });
            let began = Instant::now();
            let result = self.one(file, found, beforehand, &mut known).await?;
            let is_broken = matches!(&result, Found::Leaves { again: Again::Differs(_) | Again::Fails(_), .. });
            found.push(result);
            self.progress.event(&Event::Finished { index, step: &step, took: began.elapsed() });
            if is_broken {
                return Ok(None);
            }
        }
        self.repeat().await.map_err(|error| diff::explain(on_scratch(error)))?;
        let last = self.trial.repeatables.last().map(|file| &file.shown).or(self.trial.files.last().map(|file| &file.shown));
        let last = last.cloned().unwrap_or_default();
        let name = format!("{}/", self.trial.directory);
        let made = diff::made(self.reader, name, last, self.trial.scope, Detail::Objects, None).await?;
        let repeated = if self.trial.repeatables.is_empty() { Again::Same } else { self.repeat_again().await? };
        Ok(Some((made, repeated)))
    }

    /// Runs all that is repeatable.
    async fn repeat(&self) -> Result<()> {
        let history = history::read(&self.runner, &self.trial.context.settings.schemas[0]).await?;
        let checked: Vec<(&Repeatable, Checked)> = self.trial.repeatables.iter().map(|file| (file, file.check())).collect();
        self.execute(repeatable::plan(&checked, &history, Access::ToBeMade)).await
    }

    async fn repeat_again(&self) -> Result<Again> {
        let before = self.schema().await?;
        match self.repeat().await {
            Ok(()) => Ok(match differences(self.schema().await?, &before) {
                none if none.is_empty() => Again::Same,
                some => Again::Differs(some),
            }),
            Err(error) => self.is_answer(&error).map(|()| Again::Fails(on_scratch(error))),
        }
    }

    async fn one(
        &self,
        file: &MigrationFile,
        before: &[Found],
        beforehand: &mut Vec<String>,
        known: &mut Option<Schema>,
    ) -> Result<Found> {
        let old = match known.take() {
            _ if file.down.is_none() => None,
            Some(known) => Some(known),
            None => Some(self.schema().await?),
        };
        if let Some(lacking) = self.apply(file, before, beforehand).await? {
            return Ok(Found::Skipped(lacking));
        }
        let (Some(old), Some(down)) = (old, &file.down) else { return Ok(Found::NoDown) };
        let new = self.schema().await?;
        let checked = preflight::check_down(down);
        if let Err(error) = self.undo(file, down, checked).await {
            self.is_answer(&error)?;
            return Ok(Found::DownFails(on_scratch(error)));
        }
        let left = differences(self.schema().await?, &old);
        let again = match self.up(file).await {
            Ok(()) => match differences(self.schema().await?, &new) {
                none if none.is_empty() => Again::Same,
                some => Again::Differs(some),
            },
            Err(error) => {
                self.is_answer(&error)?;
                Again::Fails(on_scratch(error))
            }
        };
        if left.is_empty() && matches!(again, Again::Same) {
            *known = Some(new);
            return Ok(Found::Holds);
        }
        Ok(Found::Leaves { left, again })
    }

    /// An error that says nothing of the migrations ends the trial.
    fn is_answer(&self, error: &Error) -> Result<()> {
        let is_none = self.runner.interrupt().is_raised() || self.runner.is_closed();
        let moves = !self.scratch.is_own() && replay::wants_own_server(error);
        if is_none || moves { Err(error.clone()) } else { Ok(()) }
    }

    async fn schema(&self) -> Result<Schema> {
        let mut schemas = catalog::schemas(self.reader).await?;
        let first = &self.trial.context.settings.schemas[0];
        schemas.retain(|schema| schema != first);
        schemas.insert(0, first.clone());
        Ok(catalog::read(self.reader, &schemas, Detail::Objects).await?.schema)
    }

    /// Applies a migration, unless it demands an extension that is not to be had: which.
    async fn apply(&self, file: &MigrationFile, before: &[Found], beforehand: &mut Vec<String>) -> Result<Option<String>> {
        let required = preflight::check(file).directives.required_extensions;
        if !required.is_empty() {
            let there = extensions::read(&self.runner).await?;
            if let Some(lacking) = required.iter().find(|name| !there.available.contains(*name)) {
                return Ok(Some(lacking.clone()));
            }
            for name in required.iter().filter(|name| !there.installed.contains(*name)) {
                self.runner.simple(&format!("CREATE EXTENSION {} CASCADE", quote(name))).await?;
                if !beforehand.contains(name) {
                    beforehand.push(name.clone());
                }
            }
        }
        self.up(file).await.map(|()| None).map_err(|error| {
            let mut error = diff::explain(on_scratch(error));
            for (file, found) in self.trial.files.iter().zip(before) {
                if let Found::Skipped(extension) = found {
                    error =
                        error.hint(format!("{} was skipped: the extension {extension} is not to be had here", file.title()));
                }
            }
            error
        })
    }

    async fn up(&self, file: &MigrationFile) -> Result<()> {
        let history = history::read(&self.runner, &self.trial.context.settings.schemas[0]).await?;
        let journal = journal::read(&self.runner, &history.table).await?;
        let width = history.width_for(&self.trial.files);
        let planned = steps::plan(&[(file, preflight::check(file))], &history, &journal, width, None)?;
        self.execute(planned.plan).await
    }

    async fn undo(&self, file: &MigrationFile, down: &Down, mut checked: Checked) -> Result<()> {
        Error::all(std::mem::take(&mut checked.problems), |number| format!("{number} problems in {}", down.shown))?;
        let history = history::read(&self.runner, &self.trial.context.settings.schemas[0]).await?;
        let journal = journal::read(&self.runner, &history.table).await?;
        self.execute(steps::undo(&[(file, down, checked)], &history, journal.access).plan).await
    }

    /// Runs a plan step by step; on a server of our own it makes the roles that are not there.
    async fn execute(&self, plan: Plan) -> Result<()> {
        for step in plan.steps {
            let plan = Plan { steps: vec![step] };
            while let Err(stopped) = execute::run(&self.runner, &plan, |_| ()).await {
                let made = self.scratch.is_own() && replay::make_missing_role(self.reader, &stopped.error).await;
                if !made {
                    return Err(stopped.error);
                }
            }
        }
        Ok(())
    }
}

fn on_scratch(error: Error) -> Error {
    error.leaving("nothing was changed: this was a scratch database")
}

/// What is there, against what should be.
fn differences(mut is: Schema, should_be: &Schema) -> Vec<Difference> {
    let mut should_be = should_be.clone();
    for schema in &should_be.schemas {
        if !is.schemas.contains(schema) {
            is.schemas.push(schema.clone());
        }
    }
    should_be.schemas.clone_from(&is.schemas);
    comparison::compare(&is, &should_be, |_, _| false)
}
