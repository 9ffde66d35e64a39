//! `pgkeel retention`: status, plan, run. One policy's failure never stops the others: each is looked at, and acted on, by itself,
//! and the report says for each what came of it.

mod report;

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Context;
use super::partitions::{self, CLOCKS_AGREE, clocks_agree, default_schema, parse_now, policy_files, waiting};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::partition::finding::{Finding, Weight};
use crate::plan::Event;
use crate::plan::erasure::Tally;
use crate::postgres::advisory::{self, Work};
use crate::postgres::execute::Waits;
use crate::postgres::partitions::refuse_standby;
use crate::postgres::retention::{self as server, Counts};
use crate::postgres::session::Session;
use crate::retention::plan::{self, Looked};
use crate::retention::policy::Policy;
use crate::toml_file;
use crate::ui::Report;
use report::{Looking, Ran};

/// # Errors
/// `Usage` for policies and arguments, and what connecting says. What happens to single policies is in the report.
pub async fn run(context: &Context, arguments: cli::Retention) -> Result<Box<dyn Report>> {
    match arguments {
        cli::Retention::Status(arguments) => {
            let (now, entries) = look_only(context, arguments.of).await?;
            Ok(Box::new(Looking {
                now,
                entries,
                default_schema: default_schema(context),
                check: arguments.check,
                as_plan: false,
            }))
        }
        cli::Retention::Run(arguments) if !arguments.dry_run => Box::pin(erase(context, arguments.of)).await,
        cli::Retention::Plan(of) | cli::Retention::Run(cli::RetentionRun { of, .. }) => {
            let (now, entries) = look_only(context, of).await?;
            Ok(Box::new(Looking { now, entries, default_schema: default_schema(context), check: false, as_plan: true }))
        }
    }
}

const LOCK_NOT_AVAILABLE: &str = "55P03";

/// How many policies the project has.
///
/// # Errors
/// What is wrong with one.
pub fn number_of_policies(context: &Context) -> Result<usize> {
    Ok(all_policies(context)?.len())
}

/// One policy and what came of it.
struct Entry {
    policy: Policy,
    looked: Result<Looked>,
    counts: Option<Counts>,
    tally: Tally,
    /// What stopped it.
    failure: Option<Error>,
}

impl Entry {
    fn error(&self) -> Option<&Error> {
        self.failure.as_ref().or(self.looked.as_ref().err())
    }

    fn findings(&self) -> Vec<Finding> {
        // What only a look is told of: a clock's run has nothing to say of it.
        let beside = self.counts.as_ref().and(self.looked.as_ref().ok());
        let mut findings = beside.map(|looked| looked.findings.clone()).unwrap_or_default();
        let mut add = |weight, code, count: i64, what: &str| {
            if count > 0 {
                let rows = crate::amount::count(usize::try_from(count).unwrap_or_default(), "row");
                findings.push(Finding::new(weight, code, format!("{rows} {what}")));
            }
        };
        add(Weight::Note, "in-use", self.tally.skipped, "past their time, in use by others: left to the next run");
        add(Weight::Finding, "kept", self.tally.kept, "past their time, kept by a trigger of the table");
        findings
    }
}

async fn look_only(context: &Context, of: cli::RetentionOf) -> Result<(DateTime<Utc>, Vec<Entry>)> {
    let policies = policies(context, &of.names)?;
    let now = parse_now(of.now.as_deref())?;
    let session = context.connect().await?;
    let now = match now {
        Some(now) => now,
        None => session.now().await?,
    };
    let mut entries = Vec::new();
    for policy in policies {
        let looked = session.snapshot(look(context, &session, &policy, now)).await;
        let mut entry = Entry { policy, looked, counts: None, tally: Tally::default(), failure: None };
        if let Ok(looked) = &entry.looked {
            match server::count(&session, looked).await {
                Ok(counts) => entry.counts = Some(counts),
                Err(error) if session.is_closed() || session.interrupt().is_raised() => return Err(error),
                Err(error) => entry.failure = Some(error.while_doing("counting")),
            }
        }
        entries.push(entry);
    }
    Ok((now, entries))
}

/// Reads what a policy is about, and plans; a table that is locked as a whole keeps it from being looked at.
async fn look(context: &Context, session: &Session, policy: &Policy, now: DateTime<Utc>) -> Result<Looked> {
    look_into(context, session, policy, now).await.map_err(|error| match error.sqlstate() {
        Some(LOCK_NOT_AVAILABLE) => error.without_place().with_kind(Kind::Busy).leaving("no row was touched"),
        _ => error,
    })
}

async fn look_into(context: &Context, session: &Session, policy: &Policy, now: DateTime<Utc>) -> Result<Looked> {
    let of_partitions = partitions::all_policies(context)?;
    let of_partitions = of_partitions.iter().find(|partitions| partitions.table == policy.table);
    let (table, log) = server::read(session, policy).await?;
    let looked = plan::look(policy, &table, log.as_ref(), of_partitions, now)?;
    server::look_at(session, policy, &plan::probes(policy, &table)).await?;
    match server::look_at_batch(session, policy, &looked).await {
        // Whoever runs it waits with patience.
        Err(error) if error.sqlstate() != Some(LOCK_NOT_AVAILABLE) => Err(error),
        _ => Ok(looked),
    }
}

async fn erase(context: &Context, of: cli::RetentionOf) -> Result<Box<dyn Report>> {
    let policies = policies(context, &of.names)?;
    let asked = parse_now(of.now.as_deref())?;
    let mut session = context.connect().await?;
    refuse_standby(&session, "rows").await?;
    let server = session.now().await?;
    if let Some(now) = asked.filter(|now| *now > server + CLOCKS_AGREE) {
        return Err(Error::usage(format!(
            "--now: {} is later than the server's clock: rows would go before their time",
            now.to_rfc3339_opts(SecondsFormat::Secs, true)
        ))
        .hint("see what would be done then with --dry-run"));
    }
    clocks_agree(context.settings.environment.now, server, "deleted or anonymised")?;
    advisory::acquire(&session, Work::Retention, waiting(context)).await?;
    let now = match asked {
        Some(now) => now,
        None => session.now().await?,
    };
    let lock_timeout = session.timeouts().lock_timeout;
    let shared = Waits::default();
    let mut entries = Vec::new();
    for policy in policies {
        let looked = session.snapshot(look(context, &session, &policy, now)).await;
        if let Err(error) = &looked
            && (session.interrupt().is_raised() || session.is_closed())
        {
            return Err(error.clone());
        }
        let mut entry = Entry { policy, looked, counts: None, tally: Tally::default(), failure: None };
        if let Ok(looked) = &entry.looked {
            session.wait_for_locks(entry.policy.locks.timeout.unwrap_or(lock_timeout)).await?;
            let own = entry.policy.locks.budget.map(|budget| Waits::limited_to(Some(budget)));
            let tally = &mut entry.tally;
            let hear = |event: &Event<'_>| {
                if let Event::Erased { tally: of_batch, .. } = event {
                    tally.add(*of_batch);
                }
            };
            let ran = context.execute_heard(&session, &looked.plan(), own.as_ref().unwrap_or(&shared), hear).await;
            if let Err(stopped) = ran {
                if session.interrupt().is_raised() || session.is_closed() {
                    return Err(stopped.error.hint("what was done stays; run this again to go on"));
                }
                if stopped.error.kind() == Kind::Busy {
                    // The patience is the run's, not each policy's: the others get one attempt.
                    session.be_patient_for(Duration::ZERO);
                }
                entry.failure = Some(stopped.error);
            }
        }
        entries.push(entry);
    }
    let database = session.query_one("SELECT current_database()::text", &[]).await?.get(0);
    Ok(Box::new(Ran { database, now, entries, default_schema: default_schema(context) }))
}

/// Reads the policies of the project, and keeps those that are asked for, by name or by table.
fn policies(context: &Context, names: &[String]) -> Result<Vec<Policy>> {
    let policies = all_policies(context)?;
    let (_, shown) = context.settings.file("retention");
    if policies.is_empty() {
        return Err(Error::usage(format!("there are no policies in {shown}/")).hint(
            "write one file for each: table = \"public.user_sessions\", age = \"expires_at\", keep = \"30 days\", action = \"delete\"",
        ));
    }
    if names.is_empty() {
        return Ok(policies);
    }
    let schema = default_schema(context);
    let is = |policy: &Policy, name: &String| {
        policy.name == *name || QualifiedName::parse(name, &schema).is_some_and(|table| table == policy.table)
    };
    if let Some(unknown) = names.iter().find(|name| !policies.iter().any(|policy| is(policy, name))) {
        let known: Vec<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        let error = Error::usage(format!("no policy in {shown}/ is called `{unknown}`, or is about such a table"));
        return Err(match toml_file::nearest(unknown, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("there are {}", known.join(", "))),
        });
    }
    Ok(policies.into_iter().filter(|policy| names.iter().any(|name| is(policy, name))).collect())
}

/// Every policy of the project; a project may have none.
fn all_policies(context: &Context) -> Result<Vec<Policy>> {
    let default_schema = default_schema(context);
    let files = policy_files(context, "retention")?;
    files.iter().map(|(file, text)| Policy::parse(file, text, &default_schema)).collect()
}
