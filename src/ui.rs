//! The only writer to stdout and stderr. stdout is data (one report, text or JSON), stderr is talk: steps, progress, notices,
//! warnings and errors. Colour only where a terminal reads.

pub mod changes;
pub mod errors;
pub mod findings;
mod format;
mod github;
mod gitlab;
mod junit;
mod markdown;
pub mod monitors;
pub mod plan;
pub mod progress;
mod sarif;
pub mod text;
pub mod visible;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Error;
pub use findings::Findings;
pub use format::{Format, listed};
use text::Text;

/// The version of what `--format json` prints. It rises when a key goes or means something else; new ones may come any time.
const SCHEMA_VERSION: u32 = 1;

/// How a command that ran to its end came out. (What did not is an [`Error`].)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Done, nothing to do, in sync, healthy: exit code 0.
    Done,
    /// Drift, pending, not healthy: exit code 3.
    Finding,
    /// Part of the work failed, the rest was done and is reported: exit code 1.
    Failed,
    /// Part of the work is left for later because locks could not be had: exit code 4.
    Busy,
}

impl Outcome {
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Finding => 3,
            Self::Busy => 4,
        }
    }
}

/// What a command has to say: a value for machines and a text for people.
pub trait Report {
    fn outcome(&self) -> Outcome;
    fn json(&self) -> Value;
    fn text(&self, text: &mut Text);
    /// What it found, for the formats that say where; none from a command that does not answer in them.
    fn findings(&self) -> Option<Findings> {
        None
    }
    /// Whether it only gives account of what was done, and not something that was asked for: then `--quiet` leaves it out
    /// when all went well, so that cron has nothing to mail.
    fn is_account(&self) -> bool {
        false
    }
    /// The document in a format for monitoring; none from a command that does not answer in it.
    fn monitored(&self, _format: Format) -> Option<String> {
        None
    }
    /// The exit code, which monitoring has rules of its own for.
    fn exit_code(&self, _format: Format) -> u8 {
        self.outcome().exit_code()
    }
}

/// Where and how to write. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ui {
    pub format: Format,
    pub quiet: bool,
    pub verbose: bool,
    pub progress: bool,
    color_stdout: bool,
    color_stderr: bool,
    /// Where the person stands: what files are named from.
    directory: PathBuf,
}

/// When to colour, as asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Ui {
    pub fn new(format: Format, color: Color, quiet: bool, verbose: bool, progress: bool) -> Self {
        let colored = |terminal: bool| match color {
            Color::Auto => terminal,
            Color::Always => true,
            Color::Never => false,
        };
        Self {
            format,
            quiet,
            verbose,
            progress: progress && !quiet && io::stderr().is_terminal(),
            color_stdout: colored(io::stdout().is_terminal()),
            color_stderr: colored(io::stderr().is_terminal()),
            directory: PathBuf::new(),
        }
    }

    /// For a person who stands there.
    #[must_use]
    pub fn standing_in(mut self, directory: PathBuf) -> Self {
        self.directory = directory;
        self
    }

    /// Writes a command's report to stdout. Under `--quiet` a text that only says that all went well is left out.
    ///
    /// # Errors
    /// Where stdout takes nothing: a report that nobody can read must not end as a success.
    pub fn show(&self, command: &str, report: &dyn Report) -> Result<(), Error> {
        let outcome = report.outcome();
        let written = match self.format {
            Format::Text if self.quiet && outcome == Outcome::Done && report.is_account() => Ok(()),
            Format::Text => {
                let mut text = self.text_out();
                report.text(&mut text);
                write_out(&mut io::stdout().lock(), &text.finish())
            }
            Format::Json => self.json_document(command, &json!(outcome), outcome.exit_code(), "result", &report.json()),
            Format::Nagios | Format::Prometheus => {
                let Some(document) = report.monitored(self.format) else {
                    return Err(Error::usage(format!("`{command}` does not answer as {}", self.format.name())));
                };
                write_out(&mut io::stdout().lock(), &document)
            }
            Format::Sarif | Format::Junit | Format::Github | Format::Gitlab | Format::Markdown => {
                let Some(findings) = report.findings() else {
                    return Err(Error::usage(format!("`{command}` does not answer as {}", self.format.name())));
                };
                // The document goes into a file as a rule, and who looks at the log wants to know.
                self.say(|text| _ = text.line(&visible::line(&findings.sentence())));
                self.findings_document(findings)
            }
        };
        written.map_err(|cause| {
            Error::failed(format!("the report could not be written to stdout: {cause}"))
                .leaving("the command itself came to its end")
        })
    }

    /// Writes a part of a text answer as soon as it is known. A JSON answer is one document, at the end.
    pub fn stream(&self, write: impl FnOnce(&mut Text)) {
        if self.format == Format::Text {
            let mut text = self.text_out();
            write(&mut text);
            // A reader that is gone in the middle is gone at the end, where it is noticed.
            let _ = write_out(&mut io::stdout().lock(), &text.finish());
        }
    }

    /// Writes a text over the one before.
    ///
    /// # Errors
    /// Where nobody sees it: stdout is no terminal, or the answer is not for people.
    pub fn redraw(&self, write: impl FnOnce(&mut Text)) -> Result<(), Error> {
        if self.format != Format::Text || !io::stdout().is_terminal() {
            return Err(Error::usage("--watch draws for people: it needs a terminal, and no --format"));
        }
        let mut text = self.text_out();
        write(&mut text);
        // Home, each line to its end, and what is below it: without the flicker of an empty screen.
        let drawn = format!("\u{1b}[H{}\u{1b}[J", text.finish().replace('\n', "\u{1b}[K\n"));
        write_out(&mut io::stdout().lock(), &drawn)
            .map_err(|cause| Error::failed(format!("the terminal takes nothing: {cause}")))
    }

    fn text_out(&self) -> Text {
        Text::new(self.color_stdout).on_terminal(io::stdout().is_terminal())
    }

    /// Writes an error: as text to stderr; as JSON to stdout; in the formats for other programs to both, because what they are
    /// given is not what a person reads.
    pub fn error(&self, command: &str, error: &Error) {
        // The exit code tells of the failure in any case, where nothing can be written.
        if self.format == Format::Json {
            let value = serde_json::to_value(error).unwrap_or(Value::Null);
            let _ = self.json_document(command, &json!(error.kind()), error.kind().exit_code(), "error", &value);
        } else {
            let _ = self.findings_document(Findings::of_error(command, error));
            self.talk(|text| errors::write(text, error));
        }
    }

    /// The exit code of a command that failed: to a plugin's caller it is "unknown", whatever went wrong.
    pub fn failure_code(&self, error: &Error) -> u8 {
        if self.format == Format::Nagios { 3 } else { error.kind().exit_code() }
    }

    /// Writes what was found as the format has it, if it is one of findings.
    fn findings_document(&self, findings: Findings) -> io::Result<()> {
        let findings = findings.in_repository(&self.directory);
        let document = match self.format {
            // A file of samples that is not written is stale, and monitoring tells.
            Format::Text | Format::Json | Format::Prometheus => return Ok(()),
            Format::Nagios => {
                let message = findings.failures.first().map_or_else(|| findings.sentence(), findings::Failure::message);
                // A bar begins the performance data.
                format!("PGKEEL UNKNOWN: {}\n", message.lines().next().unwrap_or_default().replace('|', "/"))
            }
            Format::Sarif => pretty(&sarif::document(&findings)),
            Format::Junit => junit::document(&findings),
            Format::Github => github::document(&findings),
            Format::Gitlab => pretty(&gitlab::document(&findings)),
            Format::Markdown => markdown::document(&findings),
        };
        write_out(&mut io::stdout().lock(), &document)
    }

    #[expect(clippy::unused_self, reason = "only a Ui may write")]
    fn json_document(&self, command: &str, outcome: &Value, exit_code: u8, key: &str, value: &Value) -> io::Result<()> {
        let document = json!({
            "schema_version": SCHEMA_VERSION,
            "pgkeel": env!("CARGO_PKG_VERSION"),
            "command": command,
            "outcome": outcome,
            "exit_code": exit_code,
            key: value,
        });
        write_out(&mut io::stdout().lock(), &pretty(&document))
    }

    /// Talk: what is being done. Not under `--quiet`.
    pub fn say(&self, write: impl FnOnce(&mut Text)) {
        if !self.quiet {
            self.talk(write);
        }
    }

    /// Talk that `-v` asks for.
    pub fn detail(&self, write: impl FnOnce(&mut Text)) {
        if self.verbose {
            self.talk(write);
        }
    }

    /// Something the reader should know although it is no failure.
    pub fn warn(&self, message: &str) {
        self.talk(|text| {
            text.warning("warning").plain(": ").plain(message).end();
        });
    }

    fn talk(&self, write: impl FnOnce(&mut Text)) {
        let mut text = Text::new(self.color_stderr);
        write(&mut text);
        // Talk that nobody hears changes nothing.
        let _ = write_out(&mut io::stderr().lock(), &text.finish());
    }
}

/// Writes what clap has to say: help and version to stdout, a refusal to stderr, or as the one JSON document.
pub fn usage(refusal: &clap::Error, format: Format) -> ExitCode {
    if refusal.use_stderr() && format != Format::Text {
        let message = refusal.to_string();
        let error = Error::usage(message.trim().trim_start_matches("error: "));
        Ui::new(format, Color::Never, true, false, false).error("", &error);
    } else {
        // A reader that went away is no error.
        let _ = refusal.print();
    }
    ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2))
}

fn pretty(document: &Value) -> String {
    visible::json(&serde_json::to_string_pretty(document).unwrap_or_default()).into_owned() + "\n"
}

/// A reader that went away (`| head`) is no error.
fn write_out(writer: &mut dyn Write, text: &str) -> io::Result<()> {
    match writer.write_all(text.as_bytes()).and_then(|()| writer.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
