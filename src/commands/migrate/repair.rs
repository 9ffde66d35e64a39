//! `pgkeel migrate repair`: puts the history right where the files are, by name. Shows first what it would do.

use serde_json::{Value, json};

use super::up::lock;
use super::{Context, read_while};
use crate::cli::MigrateRepair;
use crate::error::{Error, Result};
use crate::migration::repair::{self, Amendment};
use crate::migration::{journal::Fact, verify};
use crate::plan::Plan;
use crate::postgres::{execute, history, journal};
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, errors};

pub(super) async fn run(context: &Context, arguments: &MigrateRepair) -> Result<Box<dyn Report>> {
    let (project, session) = read_while(context, |_| Ok(()), Box::pin(context.connect())).await?;
    let read = async {
        let history = history::read(&session, &context.settings.schemas[0]).await?;
        let journal = journal::read(&session, &history.table).await?;
        let facts = journal::facts(&session, &history.table, journal.access).await?;
        Ok((history, journal, facts))
    };
    let (history, journal, facts) = if arguments.apply {
        lock(context, &session).await?;
        read.await?
    } else {
        session.snapshot(read).await?
    };
    let comparison = verify::compare(&project.directory, &project.files, &history).with(&journal, &project.directory);
    let widens = arguments.widen && history.width.is_some();
    // Of width alone everybody's consent is one flag; what else is wrong is told and left.
    let all = arguments.migrations.is_empty();
    let possible = repair::amendments(&comparison, &arguments.migrations)?;
    if arguments.apply && all && !arguments.widen && !possible.is_empty() {
        return Err(Error::usage("--apply does what is named, and no migration is named").hint(command(&possible, false)));
    }
    let done = if all && arguments.widen { Vec::new() } else { possible };
    let plan = repair::plan(&done, &comparison, &history, journal.access, widens)
        .map_err(|error| error.leaving("nothing was changed"))?;
    let is_done = |version: i64| done.iter().any(|amendment| amendment.version() == version);
    let left = comparison
        .entries
        .iter()
        .filter(|entry| !(is_done(entry.version) || widens && entry.state == verify::State::Divergent))
        .filter_map(|entry| entry.problem.clone())
        .collect();
    let lines = done.iter().map(|amendment| Line::of(*amendment, &facts)).collect();
    let command = (!plan.is_empty()).then(|| command(&done, widens));
    let mut repaired = Repaired { lines, widens: widens && !plan.is_empty(), left, command, plan, applied: false };
    if arguments.apply && !repaired.plan.is_empty() {
        context.ui.stream(|text| repaired.show(text));
        let progress = Progress::new(&context.ui, repaired.plan.steps.len());
        execute::run(&session, &repaired.plan, |event| progress.event(event)).await.map_err(|stopped| stopped.error)?;
        repaired.applied = true;
    }
    Ok(Box::new(repaired))
}

/// What to type.
fn command(amendments: &[Amendment<'_>], widens: bool) -> String {
    let names = amendments.iter().map(|amendment| format!("V{}", amendment.version()));
    let words = names.chain(widens.then(|| "--widen".to_owned())).chain(["--apply".to_owned()]);
    format!("pgkeel migrate repair {}", words.collect::<Vec<_>>().join(" "))
}

/// One migration.
#[derive(Debug)]
struct Line {
    version: i64,
    title: String,
    action: &'static str,
    sentence: String,
    /// What of the file was changed since it was applied, line by line.
    changes: Option<String>,
}

impl Line {
    fn of(amendment: Amendment<'_>, facts: &[Fact]) -> Self {
        let kept = facts.iter().find(|fact| fact.version == amendment.version()).and_then(|fact| fact.sql.as_deref());
        let (action, changes) = match amendment {
            Amendment::Accept(file, _) => ("accept", kept.map(|kept| verify::changes(kept, file.sql()))),
            Amendment::Forget(_) => ("forget", None),
        };
        Self {
            version: amendment.version(),
            title: amendment.title(),
            action,
            sentence: amendment.sentence(),
            changes: changes.filter(|changes| !changes.is_empty()),
        }
    }
}

/// What would be done, or was.
#[derive(Debug)]
struct Repaired {
    lines: Vec<Line>,
    widens: bool,
    /// What else is wrong, and stays.
    left: Vec<Error>,
    command: Option<String>,
    plan: Plan,
    applied: bool,
}

impl Repaired {
    fn show(&self, text: &mut Text) {
        for line in &self.lines {
            text.bold(&line.title).plain(": ").line(&line.sentence);
            for change in line.changes.iter().flat_map(|changes| changes.lines()) {
                text.dim(change).end();
            }
        }
        if self.widens {
            text.line("the versions get 64 bits, and every checksum is computed anew");
        }
    }
}

impl Report for Repaired {
    fn outcome(&self) -> Outcome {
        let is_amiss = !self.plan.is_empty() || !self.left.is_empty();
        if is_amiss && !self.applied { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "version": line.version,
                "title": line.title,
                "action": line.action,
                "changes": line.changes,
            })
        };
        json!({
            "applied": self.applied,
            "migrations": self.lines.iter().map(line).collect::<Vec<_>>(),
            "widens": self.widens,
            "command": self.command.as_ref().filter(|_| !self.applied),
            "plan": self.plan,
            "left": self.left,
        })
    }

    fn text(&self, text: &mut Text) {
        if !self.applied {
            self.show(text);
        }
        for problem in &self.left {
            errors::write(text, problem);
        }
        match &self.command {
            Some(_) if self.applied => _ = text.line("the history is put right; nothing was run"),
            Some(command) => _ = text.plain("to do this: ").bold(command).end(),
            None if self.left.is_empty() => _ = text.line("nothing to repair: the history is what the files say"),
            None => _ = text.line("there is nothing here that can be put right in the history"),
        }
    }
}
