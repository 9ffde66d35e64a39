//! `pgkeel maintain`: what cron runs. Each part is a command of its own, and whatever becomes of one, the others are run; their
//! reports are one report, with the gravest exit code.

use std::future::Future;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Context, health, matviews, partitions, retention};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::postgres::health as server;
use crate::ui::text::Text;
use crate::ui::{Format, Outcome, Report, errors, monitors};

/// # Errors
/// What keeps all parts from being run: no connection. What happens to one of them is in the report.
pub async fn run(context: &Context, arguments: cli::Maintain) -> Result<Box<dyn Report>> {
    let session = context.connect().await?;
    let server = server::server(&session).await?;
    drop(session);
    let dry_run = arguments.dry_run;
    let (partitions, retention, matviews) = if server.in_recovery {
        let elsewhere = || Part::Skipped("a standby gets it from its primary");
        (elsewhere(), elsewhere(), elsewhere())
    } else {
        let partitions = partitions_of(context, dry_run).await;
        // What goes as a whole partition is gone by now, and views are refreshed without what goes now.
        let retention = retention_of(context, dry_run).await;
        (partitions, retention, matviews_of(context, arguments.jobs, dry_run).await)
    };
    let looking = cli::Health { state: arguments.state, record: arguments.record, ..cli::Health::default() };
    let health = Part::of(context, health::run(context, looking)).await;

    let parts = vec![("partitions", partitions), ("retention", retention), ("matviews", matviews), ("health", health)];
    let mut maintained = Maintained { database: server.database, ran_at: context.settings.environment.now.timestamp(), parts };
    if let Some(path) = arguments.textfile
        && let Err(error) = write_whole(&path, &maintained.samples())
    {
        maintained.parts.push(("textfile", Part::Failed(error)));
    }
    Ok(Box::new(maintained))
}

async fn partitions_of(context: &Context, dry_run: bool) -> Part {
    match partitions::has_policies(context) {
        Err(error) => Part::Failed(error),
        Ok(false) => Part::Skipped("there are no policies in partitions/"),
        Ok(true) => {
            let of = cli::PartitionsAt { tables: Vec::new(), now: None };
            let maintain = cli::Partitions::Maintain(cli::PartitionsMaintain { of, dry_run });
            Part::of(context, partitions::run(context, maintain)).await
        }
    }
}

async fn retention_of(context: &Context, dry_run: bool) -> Part {
    match retention::number_of_policies(context) {
        Err(error) => Part::Failed(error),
        Ok(0) => Part::Skipped("there are no policies in retention/"),
        Ok(_) => {
            let of = cli::RetentionOf { names: Vec::new(), now: None };
            let run = cli::Retention::Run(cli::RetentionRun { of, dry_run });
            Part::of(context, Box::pin(retention::run(context, run))).await
        }
    }
}

async fn matviews_of(context: &Context, jobs: u8, dry_run: bool) -> Part {
    let refresh = cli::MatviewsRefresh { views: Vec::new(), all: true, due: true, jobs, dry_run };
    Part::of(context, matviews::run(context, cli::Matviews::Refresh(refresh))).await
}

/// What became of a part.
enum Part {
    Reported(Box<dyn Report>),
    Failed(Error),
    /// There is nothing for it to do here.
    Skipped(&'static str),
}

impl Part {
    /// Runs a command, unless the whole run was interrupted.
    async fn of(context: &Context, command: impl Future<Output = Result<Box<dyn Report>>>) -> Self {
        if context.interrupt.is_raised() {
            return Self::Failed(context.interrupt.error().leaving("it was not begun"));
        }
        Box::pin(command).await.map_or_else(Self::Failed, Self::Reported)
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Reported(report) => report.outcome(),
            Self::Failed(error) if error.kind() == Kind::Busy => Outcome::Busy,
            Self::Failed(_) => Outcome::Failed,
            Self::Skipped(_) => Outcome::Done,
        }
    }
}

/// Failures outweigh locks that could not be had, and those outweigh findings.
fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Done => 0,
        Outcome::Finding => 1,
        Outcome::Busy => 2,
        Outcome::Failed => 3,
    }
}

struct Maintained {
    database: String,
    /// When the run began, in seconds.
    ran_at: i64,
    parts: Vec<(&'static str, Part)>,
}

impl Maintained {
    /// The samples of every part that has any, and how each came out.
    fn samples(&self) -> String {
        let mut output = String::new();
        for (_, part) in &self.parts {
            if let Part::Reported(report) = part {
                output.push_str(&report.monitored(Format::Prometheus).unwrap_or_default());
            }
        }
        let labels = monitors::labels(&[("database", &self.database)]);
        let code = |outcome: Outcome| outcome.exit_code().to_string();
        let of_part = |(name, part): &(&'static str, Part)| {
            (monitors::labels(&[("database", &self.database), ("part", name)]), code(part.outcome()))
        };
        let parts: Vec<_> = self.parts.iter().map(of_part).collect();
        let help = "0 done, 1 failed, 3 a finding, 4 a lock was in the way";
        monitors::family(&mut output, "pgkeel_maintain_part_exit_code", help, parts);
        let all = [(labels.clone(), code(self.outcome()))];
        monitors::family(&mut output, "pgkeel_maintain_exit_code", "The gravest of all parts", all);
        let ran_at = [(labels, self.ran_at.to_string())];
        let help = "When the last run that wrote this began";
        monitors::family(&mut output, "pgkeel_maintain_last_run_timestamp_seconds", help, ran_at);
        output
    }
}

impl Report for Maintained {
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        let outcomes = self.parts.iter().map(|(_, part)| part.outcome());
        outcomes.max_by_key(|outcome| gravity(*outcome)).unwrap_or(Outcome::Done)
    }

    fn monitored(&self, format: Format) -> Option<String> {
        (format == Format::Prometheus).then(|| self.samples())
    }

    fn json(&self) -> Value {
        let part = |(name, part): &(&str, Part)| {
            let mut value = json!({ "outcome": part.outcome() });
            match part {
                Part::Reported(report) => value["result"] = report.json(),
                Part::Failed(error) => value["error"] = json!(error),
                Part::Skipped(why) => value["skipped"] = json!(why),
            }
            ((*name).to_owned(), value)
        };
        json!({ "parts": self.parts.iter().map(part).collect::<Map<String, Value>>() })
    }

    fn text(&self, text: &mut Text) {
        for (number, (name, part)) in self.parts.iter().enumerate() {
            if number > 0 {
                text.end();
            }
            text.bold(name).plain(": ");
            match (part, part.outcome()) {
                (Part::Skipped(why), _) => text.dim("skipped").plain(": ").plain(why),
                (_, Outcome::Done) => text.good("done"),
                (_, Outcome::Finding) => text.warning("finding"),
                (_, Outcome::Busy) => text.warning("a lock was in the way: try later"),
                (_, Outcome::Failed) => text.bad("failed"),
            };
            text.end();
            match part {
                Part::Reported(report) => report.text(text),
                Part::Failed(error) => errors::write(text, error),
                Part::Skipped(_) => {}
            }
        }
    }
}

/// Writes a file so that whoever reads it finds all of it, or what was there before.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |cause: &std::io::Error| Error::file("write", path, cause);
    // The collector reads *.prom alone, and so not this one.
    let mut file =
        tempfile::Builder::new().prefix(".pgkeel-").suffix(".tmp").tempfile_in(directory).map_err(|cause| failed(&cause))?;
    let mut write = || -> std::io::Result<()> {
        file.write_all(text.as_bytes())?;
        // Monitoring is somebody else.
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
        file.as_file().sync_all()
    };
    write().map_err(|cause| failed(&cause))?;
    file.persist(path).map(|_| ()).map_err(|error| failed(&error.error))
}
