//! `pgkeel migrate baseline V`: adopts a database that was made otherwise, once its schema is what the migrations up to V make.

use serde_json::{Value, json};

use super::up::{known_version, lock, number};
use super::{Context, Project, read};
use crate::amount::count;
use crate::cli::{self, MigrateBaseline};
use crate::commands::diff::{self, DiffReport};
use crate::error::{Error, Result};
use crate::migration::adopt;
use crate::migration::files::MigrationFile;
use crate::migration::history::History;
use crate::migration::journal::Journal;
use crate::plan::Plan;
use crate::postgres::execute;
use crate::postgres::{history, journal};
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, plan};

pub(super) async fn run(context: &Context, arguments: MigrateBaseline) -> Result<Box<dyn Report>> {
    let project = read(context)?;
    known_version(&project, arguments.version)?;
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
    refuse_what_is_begun(&project, &history, &journal)?;
    let adopted: Vec<&MigrationFile> = project.files.iter().filter(|file| file.version() <= arguments.version).collect();
    let newest = number(&project, arguments.version);
    let compared = if arguments.no_check {
        context.ui.warn(&format!("nothing was compared: whether the schema is what {}/ makes is not known", project.directory));
        None
    } else {
        let mut compared = compare(context, &project, &adopted, &newest, arguments.against.into()).await?;
        if compared.outcome() != Outcome::Done {
            compared.closing = Some("No baseline was recorded: the schema is not what these migrations make.");
            return Ok(Box::new(compared));
        }
        Some(compared)
    };
    let reason = if compared.is_some() { "the schema is what they make" } else { "without looking at the schema" };
    let plan = adopt::plan(&adopted, &history, journal.access, history.width_for(&project.files), reason)?;
    if !arguments.dry_run {
        let progress = Progress::new(&context.ui, plan.steps.len());
        execute::run(&session, &plan, |event| progress.event(event)).await.map_err(|stopped| stopped.error)?;
    }
    let titles = adopted.iter().map(|file| file.title()).collect();
    let pending = project.files.len() - adopted.len();
    Ok(Box::new(Baseline { titles, newest, pending, compared, plan, dry_run: arguments.dry_run }))
}

/// A history that is there knows better.
pub(super) fn refuse_what_is_begun(project: &Project, history: &History, journal: &Journal) -> Result<()> {
    let has = match (history.applied.as_slice(), journal.entries.first()) {
        ([], None) => return Ok(()),
        ([], Some(begun)) => format!("{} was begun and interrupted", number(project, begun.version)),
        ([only], _) => format!("{} is recorded as applied", only.title()),
        ([first, .., last], _) => {
            format!("{} to {} are recorded as applied ({})", first.title(), last.title(), history.applied.len())
        }
    };
    Err(Error::failed(format!("this database has a history already: {has}"))
        .leaving("nothing was recorded")
        .hint("pgkeel migrate status shows it, pgkeel migrate up goes on from there"))
}

/// The live schema against what these migrations make.
async fn compare(
    context: &Context,
    project: &Project,
    adopted: &[&MigrationFile],
    newest: &str,
    comparing: cli::Comparing,
) -> Result<DiffReport> {
    let name = format!("{}/ up to {newest}", project.directory);
    // They may need all of the migrations.
    let repeatables = if adopted.len() == project.files.len() { project.repeatables.as_slice() } else { &[] };
    let sources = [diff::find(context, "live")?, diff::replaying(context, name, adopted.iter().copied(), repeatables)?];
    let question = cli::Diff { from: String::new(), to: String::new(), sql: false, apply: false, no_proof: false, comparing };
    let explained = crate::commands::partitions::explained(context)?;
    let compared = Box::pin(diff::compare_sources(context, &sources, &question, &explained)).await.map_err(|error| {
        let nowhere = error.message().starts_with(diff::NO_SCRATCH);
        let error = error.leaving("nothing was recorded");
        if nowhere { error.hint("--no-check records them without comparing") } else { error }
    })?;
    Ok(compared.report)
}

/// What was recorded, or would be.
#[derive(Debug)]
struct Baseline {
    titles: Vec<String>,
    newest: String,
    /// How many come after it.
    pending: usize,
    compared: Option<DiffReport>,
    plan: Plan,
    dry_run: bool,
}

impl Report for Baseline {
    fn is_account(&self) -> bool {
        !self.dry_run
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({
            "recorded": if self.dry_run { &[] } else { self.titles.as_slice() },
            "newest": self.newest,
            "pending": self.pending,
            "compared": self.compared.as_ref().map(Report::json),
            "plan": self.dry_run.then_some(&self.plan),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.dry_run {
            plan::write(text, &self.plan);
            return;
        }
        if let Some(compared) = &self.compared {
            compared.text(text);
        }
        let pending = if self.pending > 0 { format!("; {} pending after it", self.pending) } else { String::new() };
        let recorded = count(self.titles.len(), "migration");
        text.line(&format!("recorded {recorded} as applied, the newest is {}{pending}", self.newest));
    }
}
