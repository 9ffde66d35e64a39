//! One file per thing a person can ask: read, plan, act, show. Nothing is decided here that a domain room could decide.

pub mod demo;
pub mod diff;
pub mod health;
pub mod init;
pub mod maintain;
pub mod matviews;
pub mod migrate;
pub mod partitions;
pub mod pull;
pub mod retention;
pub mod schema;
mod schema_files;

use std::sync::Arc;

use crate::cli::Command;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::plan::{Event, Plan};
use crate::postgres::execute::{self, Stopped, Waits};
use crate::postgres::session::{NoticeHandler, Session, Setup};
use crate::settings::Settings;
use crate::ui::progress::Progress;
use crate::ui::{Report, Ui};

/// What every command is given.
#[derive(Debug, Clone)]
pub struct Context {
    pub settings: Settings,
    pub ui: Ui,
    pub interrupt: Interrupt,
}

impl Context {
    /// Connects to the project's database, set up as the settings say.
    ///
    /// # Errors
    /// What connecting says.
    pub async fn connect(&self) -> Result<Session> {
        let info = self.settings.connection()?;
        for warning in &info.warnings {
            self.ui.warn(warning);
        }
        Session::connect(&info, self.setup()).await
    }

    /// How sessions on the user's databases are set up.
    pub fn setup(&self) -> Setup {
        Setup {
            timeouts: self.settings.timeouts.clone(),
            search_path: self.settings.schemas.iter().take(1).cloned().collect(),
            interrupt: self.interrupt.clone(),
            notices: self.notices(),
        }
    }

    /// Runs a plan and shows its progress.
    ///
    /// # Errors
    /// As [`execute::run`].
    pub async fn execute(&self, session: &Session, plan: &Plan) -> Result<(), Box<Stopped>> {
        let progress = Progress::new(&self.ui, plan.steps.len());
        execute::run(session, plan, |event| progress.event(event)).await
    }

    /// Runs one of several plans that share what others are made to wait, and shows its progress.
    ///
    /// # Errors
    /// As [`execute::run`].
    pub async fn execute_within(&self, session: &Session, plan: &Plan, waits: &Waits) -> Result<(), Box<Stopped>> {
        let progress = Progress::new(&self.ui, plan.steps.len());
        execute::run_within(session, plan, waits, |event| progress.event(event)).await
    }

    /// As [`Context::execute_within`]; `hear` is told of each event too.
    ///
    /// # Errors
    /// As [`execute::run`].
    pub async fn execute_heard(
        &self,
        session: &Session,
        plan: &Plan,
        waits: &Waits,
        mut hear: impl FnMut(&Event<'_>),
    ) -> Result<(), Box<Stopped>> {
        let progress = Progress::new(&self.ui, plan.steps.len());
        let event = |event: &Event<'_>| {
            progress.event(event);
            hear(event);
        };
        execute::run_within(session, plan, waits, event).await
    }

    /// Shows notices under `-v`, warnings always.
    fn notices(&self) -> NoticeHandler {
        let ui = self.ui.clone();
        Arc::new(move |notice| {
            if notice.severity == "WARNING" {
                ui.warn(&notice.message);
            } else {
                ui.detail(|text| {
                    text.dim(&format!("{}: {}", notice.severity.to_lowercase(), notice.message)).end();
                });
            }
        })
    }
}

/// Runs one command to its report.
///
/// # Errors
/// What kept it from its end. (What it found on the way is in the report.)
pub async fn run(context: &Context, command: Command) -> Result<Box<dyn Report>> {
    match command {
        Command::Migrate(arguments) => migrate::run(context, arguments).await,
        Command::Partitions(arguments) => Box::pin(partitions::run(context, arguments)).await,
        Command::Retention(arguments) => Box::pin(retention::run(context, arguments)).await,
        Command::Matviews(arguments) => matviews::run(context, arguments).await,
        Command::Health(arguments) => health::run(context, arguments).await,
        Command::Maintain(arguments) => Box::pin(maintain::run(context, arguments)).await,
        Command::Diff(arguments) => Box::pin(diff::run(context, arguments)).await,
        Command::Init(_) => init::run(context),
        Command::Pull(arguments) => pull::run(context, arguments).await,
        Command::Schema(arguments) => schema::run(context, arguments),
        Command::Demo(arguments) => demo::run(context, arguments).await,
    }
}
