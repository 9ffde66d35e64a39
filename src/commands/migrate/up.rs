//! `pgkeel migrate up`: applies what is pending, one transaction each, one runner at a time.

use std::time::Duration;

use serde_json::{Value, json};

use super::hazards::{self, Consent};
use super::plan::{Source, done, scripts};
use super::{Context, Project, read_while, repeat};
use crate::amount;
use crate::cli::MigrateUp;
use crate::error::{Error, Kind, Location, Result};
use crate::migration::analysis::rules::NO_DOWN_SCRIPT;
use crate::migration::analysis::world::World;
use crate::migration::files::MigrationFile;
use crate::migration::history::History;
use crate::migration::journal::{Access, Journal};
use crate::migration::preflight::{self, Checked};
use crate::migration::steps::{self, Planned};
use crate::migration::verify;
use crate::plan::{Event, Plan};
use crate::postgres::advisory::{self, Work};
use crate::postgres::execute::{self, Stopped};
use crate::postgres::extensions::{self, Extensions};
use crate::postgres::session::Session;
use crate::postgres::{history, journal};
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, plan};

pub(super) async fn run(context: &Context, arguments: &MigrateUp) -> Result<Box<dyn Report>> {
    let to_known = |project: &Project| arguments.to.map_or(Ok(()), |target| known_version(project, target));
    let schema = &context.settings.schemas[0];
    let asking = async {
        let session = context.connect().await?;
        let history = session.snapshot(history::read(&session, schema)).await?;
        Ok((session, history))
    };
    let (project, (session, mut history)) = read_while(context, to_known, Box::pin(asking)).await?;
    let most = arguments.count.map(|count| count as usize);
    if !arguments.dry_run {
        let (due, later) = pending(&project, &history, arguments.to, most)?;
        // Where nothing is to be done, nobody is kept away. Else it is looked again: what is due is for the lock's holder to change.
        if !due.is_empty() || later == 0 && !repeat::due(&session, &project, &history).await?.plan.is_empty() {
            lock(context, &session).await?;
            history = history::read(&session, schema).await?;
        }
    }
    let (pending, later) = pending(&project, &history, arguments.to, most)?;
    let checked = check(context, pending)?;
    if arguments.single_transaction {
        can_be_together(&checked)?;
    }
    let journal = if checked.is_empty() {
        Journal::default()
    } else {
        require_extensions(&session, &checked).await?;
        journal::read(&session, &history.table).await?
    };
    if !arguments.dry_run {
        require_journal(context, &journal, &checked)?;
    }
    let between = arguments.single_transaction.then(|| session.reset());
    let mut planned = steps::plan(&checked, &history, &journal, history.width_for(&project.files), between)
        .map_err(|error| error.leaving("nothing was applied"))?;
    // They may need all of the migrations.
    let mut repeats = if later == 0 { repeat::due(&session, &project, &history).await? } else { repeat::Repeats::default() };
    let consent = consent(context, &session, (&checked, &journal), &repeats, arguments).await?;
    consent.describe(&mut planned.plan);
    consent.describe(&mut repeats.plan);
    let newest = checked.last().map(|(file, _)| file.version()).max(history.applied.last().map(|row| row.version));
    let mut summary = Summary {
        directory: project.directory.clone(),
        applied: Vec::new(),
        repeated: Vec::new(),
        before: history.applied.len(),
        newest: newest.map(|newest| number(&project, newest)),
        later,
    };
    if arguments.dry_run {
        summary.later += checked.len();
        planned.plan.steps.extend(repeats.plan.steps);
        return Ok(Box::new(DryRun { plan: planned.plan, summary, consent }));
    }
    if consent.is_lacking() {
        summary.later += checked.len();
        return Ok(Box::new(Refused { summary, consent }));
    }
    let files: Vec<&MigrationFile> = checked.iter().map(|(file, _)| *file).collect();
    summary.applied = apply(context, &session, &planned, &files).await?;
    summary.repeated = repeat::run(context, &session, &repeats, &rows(&summary.applied)).await?;
    Ok(Box::new(summary))
}

/// One transaction holds what can be in one.
fn can_be_together(checked: &[(&MigrationFile, Checked)]) -> Result<()> {
    let apart = checked.iter().filter(|(_, found)| found.directives.no_transaction).map(|(file, _)| {
        Error::usage(format!("{} runs in no transaction: --single-transaction cannot hold it", file.title()))
            .at(Location { file: file.shown.clone(), line: None, column: None })
            .hint("apply those before it with --to, then this one alone")
    });
    Error::all(apart.collect(), |number| format!("{number} pending migrations run in no transaction"))
        .map_err(|error| error.leaving("nothing was applied"))
}

/// What the pending statements put at risk, and what is allowed.
async fn consent(
    context: &Context,
    session: &Session,
    (checked, journal): (&[(&MigrationFile, Checked)], &Journal),
    repeats: &repeat::Repeats<'_>,
    arguments: &MigrateUp,
) -> Result<Consent> {
    let source = |file: &MigrationFile| Source {
        shown: file.shown.clone(),
        sql: file.script().to_owned(),
        done: done(journal, file.version()),
    };
    let sources: Vec<Source> = checked.iter().map(|(file, _)| source(file)).chain(repeats.sources()).collect();
    let world =
        if sources.is_empty() { World::default() } else { hazards::world(context, session, &scripts(&sources)).await? };
    let together = arguments.single_transaction;
    Ok(Consent { looked: hazards::look(context, sources, &world, together), allowed: hazards::named(&arguments.allow) })
}

/// Takes the lock that keeps other runs away.
pub(super) async fn lock(context: &Context, session: &Session) -> Result<()> {
    let waiting = |holder: &str| {
        context.ui.say(|text| {
            text.warning("waiting").plain(&format!(" for another pgkeel that is at work here: {holder}")).end();
        });
    };
    advisory::acquire(session, Work::Migrations, waiting).await
}

/// Before anything runs: what the files say they cannot do without.
async fn require_extensions(session: &Session, checked: &[(&MigrationFile, Checked)]) -> Result<()> {
    if checked.iter().all(|(_, found)| found.directives.required_extensions.is_empty()) {
        return Ok(());
    }
    let Extensions { installed, available } = extensions::read(session).await?;
    let problems = preflight::lacking_extensions(checked, &installed, &available);
    Error::all(problems, |number| format!("{number} pending migrations lack an extension"))
        .map_err(|error| error.leaving("nothing was applied"))
}

/// A migration in no transaction cannot do without its journal; the others only lose their facts.
fn require_journal(context: &Context, journal: &Journal, checked: &[(&MigrationFile, Checked)]) -> Result<()> {
    if journal.access.may_write() || checked.is_empty() {
        return Ok(());
    }
    let hint = if journal.access == Access::Denied {
        "let it be made: GRANT CREATE ON DATABASE … TO this role; or run pgkeel once as the database's owner, and grant this \
         role USAGE on the schema pgkeel and ALL on its tables"
    } else {
        "GRANT ALL ON ALL TABLES IN SCHEMA pgkeel TO this role"
    };
    if let Some((file, _)) = checked.iter().find(|(_, found)| found.directives.no_transaction) {
        let message = format!("{} runs in no transaction and needs a journal, which this role may not write", file.title());
        return Err(Error::failed(message).leaving("nothing was applied").hint(hint));
    }
    context.ui.detail(|text| {
        text.plain(&format!("how long migrations take, and their text, is not kept: {hint}")).end();
    });
    Ok(())
}

/// `V12`.
pub(super) fn number(project: &Project, version: i64) -> String {
    let file = project.files.iter().find(|file| file.version() == version);
    file.map_or_else(|| format!("V{version}"), MigrationFile::number)
}

pub(super) fn known_version(project: &Project, target: i64) -> Result<()> {
    if project.files.iter().any(|file| file.version() == target) {
        return Ok(());
    }
    let error = Error::usage(format!("there is no migration of version {target} in {}/", project.directory));
    Err(match project.files.last() {
        Some(newest) => error.hint(format!("the newest is {}", newest.number())),
        None => error.hint("there are no migrations at all; begin with: pgkeel migrate new NAME"),
    })
}

/// The files to apply, and how many are left for later because of `--to`.
///
/// # Errors
/// Whatever does not fit between the files and the history.
pub(super) fn pending<'a>(
    project: &'a Project,
    history: &'a History,
    to: Option<i64>,
    most: Option<usize>,
) -> Result<(Vec<&'a MigrationFile>, usize)> {
    let comparison = verify::compare(&project.directory, &project.files, history);
    Error::all(comparison.problems(), |number| format!("{number} migrations do not fit what this database says was applied"))
        .map_err(|error| error.leaving("nothing was applied").hint("pgkeel migrate status shows all migrations"))?;
    let mut pending = comparison.pending();
    let all = pending.len();
    pending.retain(|file| to.is_none_or(|to| file.version() <= to));
    pending.truncate(most.unwrap_or(usize::MAX));
    let later = all - pending.len();
    Ok((pending, later))
}

/// Looks through all of them before the first one runs.
///
/// # Errors
/// Everything that keeps any of them from running.
pub(super) fn check<'a>(context: &Context, pending: Vec<&'a MigrationFile>) -> Result<Vec<(&'a MigrationFile, Checked)>> {
    let mut problems = Vec::new();
    let mut checked = Vec::new();
    for file in pending {
        let mut found = preflight::check(file);
        problems.append(&mut found.problems);
        if file.down.is_none() && context.settings.forbidden.iter().any(|forbidden| forbidden.is(NO_DOWN_SCRIPT)) {
            let problem = Error::usage(format!("{} has no script that undoes it, which pgkeel.toml demands", file.title()));
            let at = Location { file: file.shown.clone(), line: None, column: None };
            problems.push(problem.at(at).hint(format!("write {}", file.shown.replace(".sql", ".down.sql"))));
        }
        checked.push((file, found));
    }
    Error::all(problems, |number| format!("{number} problems in pending migrations"))
        .map_err(|error| error.leaving("nothing was applied"))?;
    for (file, _) in checked.iter().filter(|(_, found)| found.statements.is_empty()) {
        context.ui.warn(&format!("{} holds no statement", file.shown));
    }
    Ok(checked)
}

/// A migration that was applied.
#[derive(Debug)]
struct Done {
    title: String,
    version: i64,
    name: String,
    took: Duration,
}

fn applied_json(applied: &[Done]) -> Value {
    let done = |done: &Done| {
        let milliseconds = u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX);
        json!({ "version": done.version, "name": done.name, "duration_ms": milliseconds })
    };
    Value::Array(applied.iter().map(done).collect())
}

fn rows(applied: &[Done]) -> Vec<Vec<String>> {
    applied.iter().map(|done| vec![done.title.clone(), amount::duration(done.took)]).collect()
}

async fn apply(context: &Context, session: &Session, planned: &Planned, files: &[&MigrationFile]) -> Result<Vec<Done>> {
    let Planned { plan, files: owners } = planned;
    let progress = Progress::new(&context.ui, plan.steps.len());
    let mut applied: Vec<Done> = Vec::new();
    let mut spent = Duration::ZERO;
    let ran = execute::run(session, plan, |event| {
        progress.event(event);
        if let Event::Finished { index, took, .. } = event {
            spent += *took;
            let next = owners.get(index + 1).copied().unwrap_or(files.len());
            for file in files[applied.len()..].iter().take(next - applied.len()) {
                let took = std::mem::take(&mut spent);
                applied.push(Done { title: file.title(), version: file.version(), name: file.name().to_owned(), took });
            }
        }
    });
    let result = ran.await;
    drop(progress);
    result.map_err(|stopped| {
        // The error says where it stopped; what was done until then is told like what a whole run did.
        context.ui.stream(|text| {
            text.table(&[], &rows(&applied));
        });
        let left = files[applied.len()..].iter().map(|file| json!({ "version": file.version(), "name": file.name() }));
        let left = Value::Array(left.collect());
        let error = explain(*stopped, planned, files, context.interrupt.is_raised());
        error.with_fact("applied", applied_json(&applied)).with_fact("not_applied", left)
    })?;
    Ok(applied)
}

/// Adds what the executor cannot know: the file, what this run has applied before, and what to do.
fn explain(stopped: Stopped, planned: &Planned, files: &[&MigrationFile], interrupted: bool) -> Error {
    let Stopped { done, mut error } = stopped;
    let number = planned.files[done];
    let file = files[number];
    let mut before = match &files[..number] {
        [] => "no migration was applied by this run".to_owned(),
        [only] => format!("{} was applied by this run and stays", only.number()),
        [first, .., last] => format!("{} to {} were applied by this run and stay", first.number(), last.number()),
    };
    let together = planned.plan.steps.len() < files.len();
    let alone = !together && planned.plan.steps[done].title != file.title();
    if alone {
        before = format!("what was done of {} before stays, and `migrate up` goes on from there; {before}", file.number());
    }
    // The executor knows what became of the step: rolled back, not begun, or (the connection was lost during COMMIT) unknown.
    let state = error.state().map_or_else(|| before.clone(), |state| format!("{state}; {before}"));
    error = error.leaving(state);
    if error.location().is_none() && error.excerpt().is_none() {
        error = error.at(Location { file: file.shown.clone(), line: None, column: None });
    }
    // active_sql_transaction, although it is a file whose statements run one by one.
    if alone && error.sqlstate() == Some("25001") {
        return error.hint(
            "pgkeel does not know this statement as one that runs in no transaction: run it yourself, take it out of the file, \
             and please report it",
        );
    }
    if together && error.sqlstate().is_some() {
        error = error.hint("without --single-transaction each migration has a transaction of its own");
    }
    advise(error, interrupted, "pgkeel migrate up")
}

/// What to do about a migration, or a down script, that failed. `command` is what goes on.
pub(super) fn advise(error: Error, interrupted: bool, command: &str) -> Error {
    if error.kind() == Kind::Busy || interrupted {
        return error;
    }
    match error.sqlstate() {
        // The connection was lost, perhaps during COMMIT.
        None => error.hint(format!("pgkeel migrate status shows what is applied; {command} goes on from there")),
        // active_sql_transaction: what preflight cannot see, such as REINDEX TABLE of a partitioned table.
        Some("25001") => error.hint(
            "it cannot run in a transaction: put this line at the top of the file, whose statements then run one by one: \
             -- pgkeel: no-transaction",
        ),
        // unsafe_new_enum_value_usage
        Some("55P04") => error.hint("put ALTER TYPE … ADD VALUE into a migration of its own, before the one that uses it"),
        // query_canceled
        Some("57014") => {
            error.hint("allow it more time: `-- pgkeel: statement-timeout=…` at the top of the file, or --statement-timeout")
        }
        // Connections, resources, operators, the system: nothing that the file could help.
        Some(state) if ["08", "53", "57", "58"].contains(&&state[..2]) => error.hint(format!("try again later: {command}")),
        Some(_) => error.hint(format!("correct the file and run {command} again")),
    }
}

/// What `up` came to.
#[derive(Debug)]
struct Summary {
    directory: String,
    applied: Vec<Done>,
    /// What is repeatable and ran after them.
    repeated: Vec<(String, Duration)>,
    /// How many were applied before.
    before: usize,
    newest: Option<String>,
    /// How many are pending beyond `--to`.
    later: usize,
}

impl Summary {
    /// One line.
    fn line(&self) -> String {
        let newest = self.newest.as_deref().unwrap_or_default();
        let mut later = if self.later > 0 { format!("; {} pending after it", self.later) } else { String::new() };
        if !self.repeated.is_empty() {
            later.push_str(&format!("; ran {}", amount::count(self.repeated.len(), "repeatable file")));
        }
        match (self.applied.len(), self.before) {
            (0, 0) if self.later > 0 => format!("nothing to apply: none is due yet{later}"),
            (0, 0) => format!("nothing to apply: there are no migrations in {}/{later}", self.directory),
            (0, 1) => format!("nothing to apply: 1 migration is applied, {newest}{later}"),
            (0, before) => format!("nothing to apply: {before} migrations are applied, the newest is {newest}{later}"),
            (number, _) => format!("applied {}, the newest is {newest}{later}", amount::count(number, "migration")),
        }
    }
}

impl Report for Summary {
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        let repeated = self.repeated.iter().map(|(title, took)| {
            let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            json!({ "title": title, "duration_ms": milliseconds })
        });
        json!({
            "applied": applied_json(&self.applied),
            "repeated": repeated.collect::<Vec<_>>(),
            "applied_before": self.before,
            "pending": self.later,
        })
    }

    fn text(&self, text: &mut Text) {
        let rows: Vec<Vec<String>> = rows(&self.applied).into_iter().chain(repeat::rows(&self.repeated)).collect();
        text.table(&[], &rows).line(&self.line());
    }
}

/// Nothing was begun, because nobody consented to what it would do.
#[derive(Debug)]
struct Refused {
    summary: Summary,
    consent: Consent,
}

impl Report for Refused {
    fn outcome(&self) -> Outcome {
        Outcome::Finding
    }

    fn json(&self) -> Value {
        json!({
            "applied": [],
            "applied_before": self.summary.before,
            "pending": self.summary.later,
            "needs_consent": self.consent.json(),
        })
    }

    fn text(&self, text: &mut Text) {
        self.consent.text(text);
        text.line(&format!("nothing was applied; {} pending", self.summary.later));
    }
}

/// The plan that would run.
#[derive(Debug)]
struct DryRun {
    plan: Plan,
    summary: Summary,
    consent: Consent,
}

impl Report for DryRun {
    fn outcome(&self) -> Outcome {
        if self.consent.is_lacking() { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        json!({
            "plan": self.plan,
            "applied_before": self.summary.before,
            "pending": self.summary.later,
            "needs_consent": self.consent.json(),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.plan.is_empty() {
            // A comment: what is printed is a script.
            text.dim(&format!("-- {}", self.summary.line())).end();
        }
        plan::write(text, &self.plan);
        for line in self.consent.lacking() {
            text.warning(&format!("-- {line}")).end();
        }
    }
}
