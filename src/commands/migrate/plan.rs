//! `pgkeel migrate plan`: what the statements of pending migrations, or of any files of SQL, would lock, rewrite, read and lose.
//! Reads only; without a database, where none is wanted.

mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::hazards::{self, Consent};
use super::{Context, entries, read, repeat, up};
use crate::cli::MigratePlan;
use crate::error::{Error, Result};
use crate::migration::analysis::Script;
use crate::migration::analysis::world::World;
use crate::migration::files::{self, MigrationFile};
use crate::migration::journal::{Journal, Progress};
use crate::postgres::session::Session;
use crate::postgres::{history, journal};
use crate::ui::Report;

pub(super) use report::statement;

/// A file to be looked at.
pub(super) struct Source {
    pub shown: String,
    pub sql: String,
    /// The statements that are done already, where it was interrupted.
    pub done: BTreeSet<usize>,
}

pub(super) async fn run(context: &Context, arguments: &MigratePlan) -> Result<Box<dyn Report>> {
    let allowed = hazards::named(&arguments.allow);
    if arguments.offline {
        let sources = if arguments.files.is_empty() { whole_project(context, arguments)? } else { given(&arguments.files)? };
        let looked = hazards::look(context, sources, &World::new(context.settings.schemas[..1].to_vec()), false);
        return Ok(Box::new(Planned { consent: Consent { looked, allowed }, target: None }));
    }
    let session = context.connect().await?;
    let read = async {
        let sources =
            if arguments.files.is_empty() { pending(context, &session, arguments.to).await? } else { given(&arguments.files)? };
        let world = hazards::world(context, &session, &scripts(&sources)).await?;
        Ok(hazards::look(context, sources, &world, false))
    };
    let looked = session.snapshot(read).await?;
    Ok(Box::new(Planned { consent: Consent { looked, allowed }, target: Some(session.target.clone()) }))
}

pub(super) fn scripts(sources: &[Source]) -> Vec<Script<'_>> {
    sources.iter().map(|source| Script { file: &source.shown, sql: &source.sql }).collect()
}

/// All migrations, as they would run on an empty database.
fn whole_project(context: &Context, arguments: &MigratePlan) -> Result<Vec<Source>> {
    let project = read(context)?;
    if let Some(target) = arguments.to {
        up::known_version(&project, target)?;
    }
    let due = project.files.iter().filter(|file| arguments.to.is_none_or(|to| file.version() <= to));
    Ok(due.map(|file| Source { shown: file.shown.clone(), sql: file.script().to_owned(), done: BTreeSet::new() }).collect())
}

/// What `up` would apply now.
async fn pending(context: &Context, session: &Session, to: Option<i64>) -> Result<Vec<Source>> {
    let project = read(context)?;
    if let Some(target) = to {
        up::known_version(&project, target)?;
    }
    let history = history::read(session, &context.settings.schemas[0]).await?;
    let (pending, later) = up::pending(&project, &history, to, None)?;
    let checked = up::check(context, pending)?;
    let journal = journal::read(session, &history.table).await?;
    let repeats = if later == 0 { repeat::due(session, &project, &history).await? } else { repeat::Repeats::default() };
    let source = |file: &MigrationFile| Source {
        shown: file.shown.clone(),
        sql: file.script().to_owned(),
        done: done(&journal, file.version()),
    };
    Ok(checked.iter().map(|(file, _)| source(file)).chain(repeats.sources()).collect())
}

/// The statements of a migration that are done, from 0.
pub(super) fn done(journal: &Journal, version: i64) -> BTreeSet<usize> {
    let done = journal.of(version).filter(|entry| entry.progress == Progress::Done);
    done.map(|entry| entry.statement.saturating_sub(1)).collect()
}

/// Files of SQL, and those of directories: in the order of their versions where they are migrations, else of their names.
fn given(names: &[String]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        let path = Path::new(name);
        if !path.is_dir() {
            match std::fs::read(path) {
                Ok(bytes) => sources.extend(source(name, bytes, &mut problems)),
                Err(cause) => problems.push(Error::file("read", path, &cause)),
            }
            continue;
        }
        let directory = name.trim_end_matches('/');
        let (found, wrong) = entries(path, directory);
        problems.extend(wrong);
        let (migrations, _) = files::parse(directory, &found);
        let versions: BTreeMap<&str, i64> = migrations.iter().map(|file| (file.shown.as_str(), file.version())).collect();
        let mut own: Vec<Source> = found
            .into_iter()
            .filter(|entry| !entry.path.ends_with(".down.sql"))
            .filter_map(|entry| source(&format!("{directory}/{}", entry.path), entry.bytes, &mut problems))
            .collect();
        own.sort_by_key(|source| versions.get(source.shown.as_str()).copied());
        if own.is_empty() {
            problems.push(Error::usage(format!("there is no file of SQL in {directory}/")));
        }
        sources.extend(own);
    }
    Error::all(problems, |number| format!("{number} files cannot be looked at"))?;
    Ok(sources)
}

fn source(shown: &str, bytes: Vec<u8>, problems: &mut Vec<Error>) -> Option<Source> {
    if let Ok(sql) = String::from_utf8(bytes) {
        return Some(Source { shown: shown.to_owned(), sql, done: BTreeSet::new() });
    }
    problems.push(Error::usage(format!("{shown} is not UTF-8")));
    None
}

/// What was found.
#[derive(Debug)]
struct Planned {
    consent: Consent,
    /// The database that was asked.
    target: Option<String>,
}
