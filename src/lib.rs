//! pgkeel keeps a PostgreSQL database on an even keel. This is the map of the house:
//!
//! | kind | rooms |
//! |---|---|
//! | the door | [`cli`] (words in), [`settings`] (flags, environment, files, once), [`ui`] (words out), [`error`] |
//! | the commands | [`commands`]: one file per command, read → plan → act → show |
//! | the domain, pure | [`schema`], [`migration`], [`partition`], [`retention`], [`matview`], [`health`], [`plan`] |
//! | the server | [`postgres`]: everything that knows PostgreSQL's wire |
//!
//! `tests/house.rs` checks who may import whom.

pub mod amount;
pub mod cli;
pub mod commands;
pub mod error;
pub mod health;
pub mod identifier;
pub mod interrupt;
pub mod matview;
pub mod migration;
pub mod partition;
pub mod plan;
pub mod postgres;
pub mod retention;
pub mod schema;
pub mod settings;
pub mod toml_file;
pub mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use commands::Context;
use error::Error;
use interrupt::Interrupt;
use settings::{Environment, Manner, Settings};
use ui::{Color, Format, Ui};

/// Parses the arguments, runs the command, shows its report or its error, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = Environment::read();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match cli::Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(refusal) => return ui::usage(&refusal, Manner::format_of_unparsed(&arguments, &environment)),
    };
    let command = cli.command.name();
    let manner = match Manner::resolve(&cli.global, &environment) {
        Ok(manner) => manner,
        Err(error) => return fail(&Ui::new(Format::Text, Color::Auto, false, false, false), command, &error),
    };
    let ui = Ui::new(manner.format, manner.color, manner.quiet, manner.verbose, manner.progress)
        .standing_in(environment.directory.clone());
    if !cli.command.formats().contains(&manner.format) {
        let known = ui::listed(cli.command.formats());
        let refusal = format!("`{command}` does not answer as {}, but as {known}", manner.format.name());
        return fail(&ui, command, &Error::usage(refusal));
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => return fail(&ui, command, &Error::failed(format!("cannot start: {cause}"))),
    };
    let ended = runtime.block_on(async {
        let interrupt = Interrupt::listen().map_err(|cause| Error::failed(format!("cannot watch for signals: {cause}")))?;
        let settings = match cli.command {
            cli::Command::Demo(_) => Settings::without_project(&cli.global, environment)?,
            _ => Settings::resolve(&cli.global, environment)?,
        };
        let context = Context { settings, ui: ui.clone(), interrupt };
        let report = Box::pin(commands::run(&context, cli.command)).await?;
        ui.show(command, report.as_ref())?;
        Ok(report.exit_code(ui.format))
    });
    // A name lookup that hangs must not keep the process.
    runtime.shutdown_background();
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(error) => fail(&ui, command, &error),
    }
}

fn fail(ui: &Ui, command: &str, error: &Error) -> ExitCode {
    ui.error(command, error);
    ExitCode::from(ui.failure_code(error))
}
