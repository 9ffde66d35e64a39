//! `pgkeel migrate`: a file for each subcommand. Here is what they share: reading the directory of migrations.

mod baseline;
mod down;
mod from_diff;
mod hazards;
mod import;
mod new;
mod plan;
mod repair;
mod repeat;
mod status;
mod up;
mod verify;

use std::fs;
use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::thread;

use futures_util::future::{Either, select};

use super::Context;
use crate::cli;
use crate::error::{Error, Location, Result};
use crate::migration::files::{self, Entry, MigrationFile};
use crate::migration::repeatable::{self, Repeatable};
use crate::migration::variables::{self, Variables};
use crate::ui::Report;

/// Runs one of the subcommands to its report.
///
/// # Errors
/// What kept it from its end.
pub async fn run(context: &Context, arguments: cli::Migrate) -> Result<Box<dyn Report>> {
    match arguments {
        cli::Migrate::New(arguments) if arguments.from_diff => from_diff::run(context, *arguments).await,
        cli::Migrate::New(arguments) => new::run(context, &arguments),
        cli::Migrate::Status(arguments) => status::run(context, &arguments).await,
        cli::Migrate::Plan(arguments) => plan::run(context, &arguments).await,
        cli::Migrate::Up(arguments) if arguments.check => status::run(context, &cli::MigrateStatus { check: true }).await,
        cli::Migrate::Up(arguments) => up::run(context, &arguments).await,
        cli::Migrate::Down(arguments) => down::run(context, &arguments).await,
        cli::Migrate::Verify(arguments) => verify::run(context, arguments).await,
        cli::Migrate::Repair(arguments) => repair::run(context, &arguments).await,
        cli::Migrate::Import(arguments) => import::run(context, &arguments).await,
        cli::Migrate::Baseline(arguments) => baseline::run(context, arguments).await,
    }
}

/// The directory, below the project's.
const DIRECTORY: &str = "migrations";

/// The project's migrations.
#[derive(Debug)]
struct Project {
    /// The directory as the person knows it.
    directory: String,
    /// Ordered by version.
    files: Vec<MigrationFile>,
    /// In the order in which they run, after the migrations.
    repeatables: Vec<Repeatable>,
}

/// Reads the project's migrations.
///
/// # Errors
/// Everything that is wrong with the directory and its files, at once.
fn read(context: &Context) -> Result<Project> {
    let (path, directory) = directory(context)?;
    read_from(&path, directory, &context.settings.variables)
}

fn read_from(path: &Path, directory: String, variables: &Variables) -> Result<Project> {
    let (entries, problems) = entries(path, &directory);
    let (files, repeatables) = parse(&directory, entries, problems, variables)?;
    Ok(Project { directory, files, repeatables })
}

/// Reads the project's migrations while `asking` has to do with the server.
///
/// # Errors
/// As [`read`], or what `check` says of them; where nothing is wrong there, what became of `asking`.
async fn read_while<T>(
    context: &Context,
    check: impl FnOnce(&Project) -> Result<()>,
    asking: impl Future<Output = Result<T>>,
) -> Result<(Project, T)> {
    let (path, directory) = directory(context)?;
    let variables = context.settings.variables.clone();
    let reading = tokio::task::spawn_blocking(move || read_from(&path, directory, &variables));
    let mut asking = pin!(asking);
    let (read, answer) = match select(reading, asking.as_mut()).await {
        Either::Left((read, _)) => (read, None),
        Either::Right((answer, reading)) => (reading.await, Some(answer)),
    };
    let project = read.unwrap_or_else(|panic| resume_unwind(panic.into_panic()))?;
    check(&project)?;
    let answer = match answer {
        Some(answer) => answer?,
        None => asking.await?,
    };
    Ok((project, answer))
}

/// The directory of the migrations, and what the person calls it.
fn directory(context: &Context) -> Result<(PathBuf, String)> {
    let (path, directory) = context.settings.file(DIRECTORY);
    if !path.is_dir() {
        return Err(Error::usage(format!("there is no directory {directory}/"))
            .hint("name the project's directory with -C DIR, or begin one: pgkeel migrate new NAME"));
    }
    Ok((path, directory))
}

/// The migrations among the files of a directory, by version, and what is repeatable, with the values of the project's variables.
/// `problems` are what was wrong with reading them.
///
/// # Errors
/// Everything that is wrong, at once.
pub(super) fn parse(
    directory: &str,
    entries: Vec<Entry>,
    mut problems: Vec<Error>,
    variables: &Variables,
) -> Result<(Vec<MigrationFile>, Vec<Repeatable>)> {
    let (repeatable, versioned): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| repeatable::is_repeatable(&entry.path));
    let (files, wrong) = files::parse(directory, &versioned);
    problems.extend(wrong);
    let (repeatables, wrong) = repeatable::parse(directory, &repeatable);
    problems.extend(wrong);
    let mut spliced = |shown: &str, sql: &str| {
        let spliced = variables::splice(shown, sql, variables);
        spliced.unwrap_or_else(|wrong| {
            problems.extend(wrong);
            None
        })
    };
    let mut with_values = Vec::new();
    for mut file in files {
        if let Some(down) = &mut file.down
            && let Some(sql) = spliced(&down.shown, &down.sql)
        {
            down.sql = sql;
        }
        let script = spliced(&file.shown, file.sql());
        with_values.push(match script {
            Some(script) => file.running(script),
            None => file,
        });
    }
    let files = with_values;
    let with_value = |file: Repeatable| match spliced(&file.shown, &file.sql) {
        Some(sql) => file.running(sql),
        None => file,
    };
    let repeatables = repeatables.into_iter().map(with_value).collect();
    Error::all(problems, |number| format!("{number} problems in {directory}/"))?;
    Ok((files, repeatables))
}

/// Every `.sql` file below a directory, by path, and those that cannot be read.
pub(super) fn entries(path: &Path, directory: &str) -> (Vec<Entry>, Vec<Error>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    walk(path, directory, "", &mut found, &mut problems);
    found.sort();
    let mut entries = Vec::with_capacity(found.len());
    for ((below, _), bytes) in found.iter().zip(read_all(&found)) {
        match bytes {
            Ok(bytes) => entries.push(Entry { path: below.clone(), bytes }),
            Err(cause) => problems.push(unreadable(&format!("{directory}/{below}"), &cause)),
        }
    }
    (entries, problems)
}

fn unreadable(shown: &str, cause: &io::Error) -> Error {
    Error::file("read", Path::new(shown), cause).at(Location { file: shown.to_owned(), line: None, column: None })
}

/// A file by its path from the migrations directory, and where it is.
type Found = (String, PathBuf);

/// As many files as are worth a thread to read them.
const FILES_OF_A_THREAD: usize = 250;

/// Reads files, in their order; many of them side by side: opening them is what takes time.
fn read_all(found: &[Found]) -> Vec<io::Result<Vec<u8>>> {
    let read = |(_, path): &Found| fs::read(path);
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(found.len() / FILES_OF_A_THREAD);
    if threads < 2 {
        return found.iter().map(read).collect();
    }
    thread::scope(|scope| {
        let parts = found.chunks(found.len().div_ceil(threads));
        let reading: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(read).collect::<Vec<_>>())).collect();
        reading.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Finds every `.sql` file below `path`. `below` is the path from the migrations directory, ending with `/` or empty.
fn walk(path: &Path, directory: &str, below: &str, found: &mut Vec<Found>, problems: &mut Vec<Error>) {
    let listing: io::Result<Vec<fs::DirEntry>> = fs::read_dir(path).and_then(Iterator::collect);
    let listing = match listing {
        Ok(listing) => listing,
        Err(cause) => return problems.push(unreadable(&format!("{directory}/{below}"), &cause)),
    };
    for entry in listing {
        let name = entry.file_name();
        let shown = format!("{directory}/{below}{}", name.display());
        let Some(name) = name.to_str() else {
            problems.push(Error::usage(format!("the file name {shown} is not UTF-8")).hint("rename or remove it"));
            continue;
        };
        let path = entry.path();
        // The listing says what an entry is; only where it is a link the file itself must be asked.
        let listed = entry.file_type().ok().filter(|listed| !listed.is_symlink());
        let is_directory = listed.map_or_else(|| path.is_dir(), |listed| listed.is_dir());
        if is_directory && !name.starts_with('.') {
            if path.is_symlink() {
                // refinery does not follow it, so a database migrated by us would be a riddle to it.
                let problem = Error::usage(format!("{shown} is a link to a directory, which is not followed"));
                problems.push(problem.hint("put the files themselves there, or link each of them"));
            } else {
                walk(&path, directory, &format!("{below}{name}/"), found, problems);
            }
        } else if !is_directory && files::is_sql(name) {
            found.push((format!("{below}{name}"), path));
        }
    }
}
