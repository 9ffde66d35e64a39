//! `pgkeel migrate new NAME --from-diff`: the proven plan between two schemas as the next migrations, each with a down script
//! that is proven the same way.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Context, DIRECTORY, Project, read};
use crate::amount::count;
use crate::cli;
use crate::commands::diff::{self, Compared, Explained, Proven, SETTINGS};
use crate::error::{Error, Result};
use crate::migration::draft::{self, Draft};
use crate::migration::{files, next, verify};
use crate::plan::{Step, comment};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::history;
use crate::postgres::scratch::{self, Scratch};
use crate::postgres::session::Session;
use crate::schema::model::Schema;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// A migration to be written.
struct Written {
    draft: Draft,
    /// The way back, where there is one that holds.
    down: std::result::Result<Draft, String>,
}

pub(super) async fn run(context: &Context, arguments: cli::MigrateNew) -> Result<Box<dyn Report>> {
    let (path, directory) = context.settings.file(DIRECTORY);
    let project =
        if path.exists() { read(context)? } else { Project { directory, files: Vec::new(), repeatables: Vec::new() } };
    // A name that cannot be is told before anything is compared.
    let now = context.settings.environment.now;
    next::file_name(&project.files, &arguments.name, now)?;
    if arguments.from == "live" {
        nothing_is_pending(context, &project).await?;
    }
    let explained = crate::commands::partitions::explained(context)?;
    let question = cli::Diff {
        from: arguments.from,
        to: arguments.to,
        sql: true,
        apply: false,
        no_proof: false,
        comparing: arguments.comparing,
    };
    let Compared { mut report, proven, scratch } = Box::pin(diff::compare(context, &question, &explained)).await?;
    let (Some(proven), Some(scratch)) = (proven, scratch) else { return Ok(Box::new(report)) };
    if !report.refusals().is_empty() {
        report.closing = Some("No migration was written: allow what is named above.");
        return Ok(Box::new(report));
    }
    let written = Box::pin(write(&scratch, &proven, &explained)).await?;
    let about = format!("From {} to {}, proven on {}.", report.from, report.to, scratch.place);
    let files = name(&project, &arguments.name, &written, &about, now)?;
    fs::create_dir_all(&path).map_err(|cause| Error::file("make", &path, &cause))?;
    let made = save(&path, &files)?;
    Ok(Box::new(Created {
        directory: project.directory,
        files: made,
        steps: proven.plan.steps.len(),
        without_down: without_down(&files),
    }))
}

/// What is pending would be planned a second time.
async fn nothing_is_pending(context: &Context, project: &Project) -> Result<()> {
    if project.files.is_empty() {
        return Ok(());
    }
    let session = context.connect().await?;
    let history = session.snapshot(history::read(&session, &context.settings.schemas[0])).await?;
    let comparison = verify::compare(&project.directory, &project.files, &history);
    let pending: Vec<String> = comparison.pending().iter().map(|file| file.title()).collect();
    match pending.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(Error::usage(format!(
            "{first} is not applied to {} yet, so that what it does would be planned again",
            session.target
        ))
        .hint("apply what is pending first (pgkeel migrate up), or begin where all migrations end: --from migrations/")),
    }
}

/// Parts the plan into migrations that do what they should, each run as the runner runs it, and finds the way back of each.
async fn write(scratch: &Scratch, proven: &Proven, explained: Explained<'_>) -> Result<Vec<Written>> {
    let mut cuts = BTreeSet::new();
    let (drafts, states) = loop {
        let drafts = draft::parts(&proven.plan, &cuts);
        match Box::pin(run_drafts(scratch, proven, &drafts)).await? {
            Ok(states) => break (drafts, states),
            // What fails with the steps before it in one transaction begins the next file.
            Err((step, why)) if step == 0 || !cuts.insert(step) => {
                return Err(Error::failed(format!("the plan does not hold as a migration: {why}")));
            }
            Err(_) => {}
        }
    };
    let mut written = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        let (before, after) = (&states[index], &states[index + 1]);
        let down = Box::pin(way_back(scratch, proven, after, before, explained)).await?;
        written.push(Written { draft, down });
    }
    Ok(written)
}

/// Runs the files one after the other on a copy of what is; gives the schema before each and after the last, or the step that
/// fails, and why.
async fn run_drafts(
    scratch: &Scratch,
    proven: &Proven,
    drafts: &[Draft],
) -> Result<std::result::Result<Vec<Schema>, (usize, String)>> {
    let schemas = &proven.from.schema.schemas;
    scratch
        .with_database(async |session| {
            let read = async || -> Result<Schema> {
                let mut schema = catalog::read(session, schemas, Detail::Dependencies).await?.schema;
                scratch::take_what_is_of_the_server(&mut schema, &proven.from.schema);
                Ok(schema)
            };
            let copy = scratch.materialise(session, &proven.from.schema).await.map_err(|failure| failure.error)?;
            let mut states = vec![copy.schema];
            let mut first = 0;
            for draft in drafts {
                if let Err((step, error)) = run_draft(session, draft).await {
                    if session.interrupt().is_raised() || session.is_closed() {
                        return Err(error);
                    }
                    return Ok(Err((first + step, error.message().to_owned())));
                }
                first += draft.steps.len();
                states.push(read().await?);
            }
            Ok(Ok(states))
        })
        .await
}

/// Runs one file's steps as the runner does; gives the step that fails.
async fn run_draft(session: &Session, draft: &Draft) -> std::result::Result<(), (usize, Error)> {
    let steps: Vec<(usize, Step)> =
        draft.steps.iter().enumerate().filter_map(|(number, step)| Some((number, step.provable()?))).collect();
    let last = draft.steps.len() - 1;
    if draft.transactional {
        session.simple("BEGIN").await.map_err(|error| (0, error))?;
    }
    for (number, step) in steps {
        for sql in step.sql {
            if let Err(error) = session.simple(&sql.text).await {
                if draft.transactional && !session.is_closed() {
                    session.simple("ROLLBACK").await.map_err(|error| (number, error))?;
                }
                return Err((number, error));
            }
        }
    }
    if draft.transactional { session.simple("COMMIT").await.map_err(|error| (last, error)) } else { Ok(()) }
}

/// The plan back, as one file; or why there is none.
async fn way_back(
    scratch: &Scratch,
    proven: &Proven,
    from: &Schema,
    to: &Schema,
    explained: Explained<'_>,
) -> Result<std::result::Result<Draft, String>> {
    let plan = match Box::pin(diff::plan_back(scratch, &proven.from, (from, to), explained)).await? {
        Ok(plan) => plan,
        Err(why) => return Ok(Err(why)),
    };
    // One file: in one transaction where it can be.
    let transactional = draft::parts(&plan, &BTreeSet::new()).len() <= 1 && plan.steps.iter().all(|step| step.transactional);
    Ok(Ok(Draft { steps: plan.steps, transactional }))
}

/// A file's name and text, and its down script's where there is one.
struct File {
    version: i64,
    name: String,
    text: String,
    down: Option<(String, String)>,
}

fn name(project: &Project, name: &str, written: &[Written], about: &str, now: DateTime<Utc>) -> Result<Vec<File>> {
    let mut known = project.files.clone();
    let mut files = Vec::new();
    for (index, Written { draft, down }) in written.iter().enumerate() {
        let own = if index == 0 { name.to_owned() } else { format!("{name}_{}", index + 1) };
        let (version, file_name) = next::file_name(&known, &own, now)?;
        let title = format!("V{version}: {}", own.replace('_', " "));
        let mut lines = vec![title.clone(), about.to_owned()];
        if written.len() > 1 {
            lines.push(format!("Part {} of {}: what cannot share a transaction is apart.", index + 1, written.len()));
        }
        let down = match down {
            Ok(down) => {
                let lines =
                    [format!("Undoes {title}"), "Proven as the way back; rows that were dropped do not come back.".to_owned()];
                Some((file_name.replace(".sql", ".down.sql"), down.text(&lines, settings(down))))
            }
            Err(why) => {
                lines.push(comment(&format!("There is no down script: {why}")).trim_end().to_owned());
                None
            }
        };
        let text = draft.text(&lines, settings(draft));
        let entry = files::Entry { path: file_name.clone(), bytes: text.clone().into_bytes() };
        known.extend(files::parse(&project.directory, &[entry]).0);
        files.push(File { version, name: file_name, text, down });
    }
    Ok(files)
}

/// The settings under which the plan was proven, where its statements need them.
fn settings(draft: &Draft) -> &'static [&'static str] {
    let makes_functions = draft.steps.iter().flat_map(|step| &step.sql).any(|sql| sql.text.contains("CREATE OR REPLACE "));
    if makes_functions { &SETTINGS } else { &[] }
}

fn without_down(files: &[File]) -> usize {
    files.iter().filter(|file| file.down.is_none()).count()
}

/// Writes all files or none, never over one that is there.
fn save(directory: &Path, files: &[File]) -> Result<Vec<(i64, String, Option<String>)>> {
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for file in files {
        texts.push((&file.name, &file.text));
        texts.extend(file.down.as_ref().map(|(name, text)| (name.as_str(), text.as_str())));
    }
    let mut made = Vec::new();
    for (name, text) in texts {
        let path = directory.join(name);
        let written = fs::OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| {
            made.push(path.clone());
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        if let Err(cause) = written {
            for path in made {
                // What cannot even be removed is named by the error that follows.
                let _ = fs::remove_file(path);
            }
            return Err(Error::file("write", &path, &cause).leaving("no migration was written"));
        }
    }
    let names = |file: &File| (file.version, file.name.clone(), file.down.as_ref().map(|(name, _)| name.clone()));
    Ok(files.iter().map(names).collect())
}

#[derive(Debug)]
struct Created {
    directory: String,
    files: Vec<(i64, String, Option<String>)>,
    steps: usize,
    without_down: usize,
}

impl Report for Created {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        let file = |(version, name, down): &(i64, String, Option<String>)| {
            let shown = |name: &String| format!("{}/{name}", self.directory);
            json!({ "version": version, "file": shown(name), "down": down.as_ref().map(shown) })
        };
        json!({ "files": self.files.iter().map(file).collect::<Vec<_>>(), "steps": self.steps })
    }

    fn text(&self, text: &mut Text) {
        for (_, name, down) in &self.files {
            text.plain("created ").bold(&format!("{}/{name}", self.directory)).end();
            if let Some(down) = down {
                text.plain("created ").bold(&format!("{}/{down}", self.directory)).end();
            }
        }
        text.line(&format!("{}, proven forth and back", count(self.steps, "step")));
        if self.without_down > 0 {
            text.warning("note").plain(": ");
            text.line(&format!("{} without a down script: each says why", count(self.without_down, "migration")));
        }
    }
}
