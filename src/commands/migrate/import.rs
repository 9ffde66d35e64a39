//! `pgkeel migrate import --from TOOL`: goes on where another tool stands: its files get our names, what it applied counts as applied.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::baseline::refuse_what_is_begun;
use super::up::lock;
use super::{Context, DIRECTORY, read};
use crate::amount::count;
use crate::cli::MigrateImport;
use crate::error::{Error, Result};
use crate::migration::adopt;
use crate::migration::files::{Entry, MigrationFile};
use crate::migration::import::{self, Converted, Tool, alembic};
use crate::plan::Plan;
use crate::postgres::execute;
use crate::postgres::{history, import as foreign, journal};
use crate::ui::progress::Progress;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, plan};

pub(super) async fn run(context: &Context, arguments: &MigrateImport) -> Result<Box<dyn Report>> {
    let tool = Tool::ALL.into_iter().find(|tool| tool.name() == arguments.from);
    let tool = tool.ok_or_else(|| Error::usage(format!("{} is no tool that pgkeel knows", arguments.from)))?;
    let source = arguments.directory.as_deref().unwrap_or(tool.directory());
    let (path, shown) = context.settings.file(source);
    if !path.is_dir() {
        return Err(
            Error::usage(format!("there is no directory {shown}/")).hint("name the one of the tool's files: --directory")
        );
    }
    let mut entries = Vec::new();
    collect(&path, "", tool, &mut entries).map_err(|cause| Error::file("read", &path, &cause))?;
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let session = context.connect().await?;
    let table = arguments.table.as_deref().unwrap_or(tool.table());
    let reading = async {
        let history = history::read(&session, &context.settings.schemas[0]).await?;
        let journal = journal::read(&session, &history.table).await?;
        let rows = foreign::read(&session, tool, table).await?;
        Ok((history, journal, rows))
    };
    let (history, journal, rows) = if arguments.dry_run {
        session.snapshot(reading).await?
    } else {
        lock(context, &session).await?;
        reading.await?
    };
    import::refuse_failed(tool, &rows).map_err(|error| error.leaving("nothing was changed"))?;
    let (target, target_shown) = context.settings.file(DIRECTORY);
    let rows = if tool == Tool::Alembic {
        let chain = alembic::chain(&entries, &shown)?;
        let commands = alembic::commands(&chain, &target_shown, |name| has_file(&target, name));
        if !commands.is_empty() {
            return Ok(Box::new(Due { again: again(arguments), tool, lines: commands, converted: Vec::new() }));
        }
        alembic::applied(&chain, &rows)?
    } else {
        let converted = import::convert(tool, &entries, &shown)?;
        if !converted.is_empty() {
            if !arguments.write || arguments.dry_run {
                return Ok(Box::new(due(again(arguments), tool, &shown, &target_shown, converted)));
            }
            write(&path, &target, &converted)?;
        }
        rows
    };
    let project = read(context)?;
    refuse_what_is_begun(&project, &history, &journal)?;
    let applied: Vec<&MigrationFile> = import::applied(tool, &project.files, &rows, &project.directory)
        .map_err(|error| error.leaving("nothing was recorded"))?;
    let reason = format!("{} has applied them", tool.name());
    let plan = adopt::plan(&applied, &history, journal.access, history.width_for(&project.files), &reason)?;
    if !arguments.dry_run {
        let progress = Progress::new(&context.ui, plan.steps.len());
        execute::run(&session, &plan, |event| progress.event(event)).await.map_err(|stopped| stopped.error)?;
    }
    let titles: Vec<String> = applied.iter().map(|file| file.title()).collect();
    let pending = project.files.len() - titles.len();
    Ok(Box::new(Imported { tool, rows: rows.len(), titles, pending, plan, dry_run: arguments.dry_run }))
}

/// The tool's files below a directory. Hidden ones are nobody's.
fn collect(path: &Path, below: &str, tool: Tool, entries: &mut Vec<Entry>) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let below = format!("{below}{name}");
        // Sqitch's files are in two directories, beside whatever else the project has.
        let is_wanted = tool != Tool::Sqitch || below.contains('/') || ["deploy", "revert"].contains(&name.as_str());
        if entry.path().is_dir() {
            if is_wanted {
                collect(&entry.path(), &format!("{below}/"), tool, entries)?;
            }
        } else if tool.is_file(&below) {
            entries.push(Entry { bytes: fs::read(entry.path())?, path: below });
        }
    }
    Ok(())
}

/// Whether there is a migration of this name.
fn has_file(directory: &Path, name: &str) -> bool {
    let Ok(listing) = fs::read_dir(directory) else { return false };
    let ending = format!("__{name}.sql");
    listing.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(&ending))
}

/// The command, to be typed again.
fn again(arguments: &MigrateImport) -> String {
    let mut command = format!("pgkeel migrate import --from {}", arguments.from);
    for (flag, value) in [("--directory", &arguments.directory), ("--table", &arguments.table)] {
        if let Some(value) = value {
            command.push_str(&format!(" {flag} {}", shell_quoted(value)));
        }
    }
    command
}

/// What is to be typed before the files are migrations here.
fn due(again: String, tool: Tool, from: &str, to: &str, converted: Vec<Converted>) -> Due {
    let mut lines = Vec::new();
    let needed: BTreeSet<&str> = converted.iter().map(|file| file.to.rsplit_once('/').map_or("", |(below, _)| below)).collect();
    for below in needed.into_iter().filter(|below| from != to || !below.is_empty()) {
        lines.push(format!("mkdir -p {}", shell_quoted(format!("{to}/{below}").trim_end_matches('/'))));
    }
    let path = |directory: &str, name: &str| if directory == "." { name.to_owned() } else { format!("{directory}/{name}") };
    for file in converted.iter().filter(|file| file.moves) {
        let is_parted = converted.iter().any(|other| other.from == file.from && !other.moves);
        let names = [path(from, &file.from), path(to, &file.to)];
        let changes = match (&file.text, is_parted) {
            (None, false) => {
                lines.push(format!("git mv {} {}", shell_quoted(&names[0]), shell_quoted(&names[1])));
                continue;
            }
            (_, true) => "its two ways are parted",
            (Some(_), false) => "its text is changed",
        };
        lines.push(
            crate::plan::comment(&format!("# {} becomes {}, and {changes}: --write does that", names[0], names[1]))
                .trim_end()
                .to_owned(),
        );
    }
    Due { again, tool, lines, converted }
}

fn shell_quoted(argument: &str) -> String {
    let plain = argument.chars().all(|character| character.is_ascii_alphanumeric() || "_./-".contains(character));
    if plain { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

/// Gives the files their names and texts, never over one that is there and says something else.
fn write(from: &Path, to: &Path, converted: &[Converted]) -> Result<()> {
    let failed = |doing: &str, path: &Path, cause: &io::Error| {
        Error::file(doing, path, cause)
            .leaving("some files have their new names, the others the old ones; nothing was recorded")
    };
    for file in converted {
        let target = to.join(&file.to);
        if target != from.join(&file.from) && target.exists() {
            return Err(Error::usage(format!("{} is there already", target.display())).leaving("nothing was changed"));
        }
    }
    // What is a part of a file is written before that file is changed.
    let (moves, parts): (Vec<&Converted>, Vec<&Converted>) = converted.iter().partition(|file| file.moves);
    for file in parts.into_iter().chain(moves) {
        let (source, target) = (from.join(&file.from), to.join(&file.to));
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|cause| failed("make", parent, &cause))?;
        }
        if let Some(text) = &file.text {
            fs::write(&target, text).map_err(|cause| failed("write", &target, &cause))?;
            if file.moves && source != target {
                fs::remove_file(&source).map_err(|cause| failed("remove", &source, &cause))?;
            }
        } else if file.moves {
            fs::rename(&source, &target).map_err(|cause| failed("rename", &source, &cause))?;
        }
    }
    Ok(())
}

/// What is to be done with the files first.
#[derive(Debug)]
struct Due {
    /// The command, to be typed again.
    again: String,
    tool: Tool,
    /// For a shell.
    lines: Vec<String>,
    converted: Vec<Converted>,
}

impl Report for Due {
    fn outcome(&self) -> Outcome {
        Outcome::Finding
    }

    fn json(&self) -> Value {
        let file =
            |file: &Converted| json!({ "from": file.from, "to": file.to, "moves": file.moves, "changes": file.text.is_some() });
        json!({
            "tool": self.tool.name(),
            "files": self.converted.iter().map(file).collect::<Vec<_>>(),
            "commands": self.lines,
            "recorded": [],
        })
    }

    fn text(&self, text: &mut Text) {
        for line in &self.lines {
            text.line(line);
        }
        if self.tool == Tool::Alembic {
            text.dim("# Take BEGIN, COMMIT and what is about alembic_version out of what that writes.").end();
        }
        let again = &self.again;
        if self.converted.is_empty() {
            text.dim(&format!("# Nothing is recorded yet. Then: {again}")).end();
        } else {
            text.dim(&format!("# Nothing is recorded yet. Then: {again}; or let it do all that: {again} --write")).end();
        }
    }
}

/// What was recorded, or would be.
#[derive(Debug)]
struct Imported {
    tool: Tool,
    /// How many migrations the tool says are applied.
    rows: usize,
    titles: Vec<String>,
    pending: usize,
    plan: Plan,
    dry_run: bool,
}

impl Report for Imported {
    fn is_account(&self) -> bool {
        !self.dry_run
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({
            "tool": self.tool.name(),
            "recorded": if self.dry_run { &[] } else { self.titles.as_slice() },
            "pending": self.pending,
            "plan": self.dry_run.then_some(&self.plan),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.dry_run {
            return plan::write(text, &self.plan);
        }
        let tool = self.tool.name();
        match self.titles.as_slice() {
            [] if self.rows == 0 => text.line(&format!("nothing to record: {tool} has applied nothing")),
            [] => text.line("nothing to record"),
            titles => text.line(&format!(
                "recorded {} as applied by {tool}; {} pending; nothing was run",
                count(titles.len(), "migration"),
                self.pending
            )),
        };
    }
}
