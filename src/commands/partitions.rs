//! `pgkeel partitions`: status, plan, maintain, restore. One table's failure never stops the others: each is looked at, planned and acted on
//! by itself, and the report says for each what came of it.

mod act;
mod adopt;
mod convert;
mod patience;
mod report;
mod restore;
mod status;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::partition::calendar::YEARS;
use crate::partition::default;
use crate::partition::explains;
use crate::partition::finding::Finding;
use crate::partition::live::{Obstacles, Table, Ties};
use crate::partition::parts;
use crate::partition::plan::{self, TablePlan};
use crate::partition::policy::{self, Policy};
use crate::partition::retain::Then;
use crate::partition::retire::{self, Retirement, Stage};
use crate::partition::survey::{self, Survey};
use crate::partition::urgency;
use crate::postgres::advisory::{self, Work};
use crate::postgres::partitions::{bonds, is_standby, obstacles, read, ties};
use crate::postgres::pooler;
use crate::postgres::session::Session;
use crate::schema::model::{Identity, Object};
use crate::toml_file;
use crate::ui::Report;
use act::Account;
pub(super) use act::clocks_agree;
use report::{DryRun, Entry, Maintained};

/// # Errors
/// `Usage` for policies and arguments, and what connecting says. What happens to single tables is in the report.
pub async fn run(context: &Context, arguments: cli::Partitions) -> Result<Box<dyn Report>> {
    match arguments {
        cli::Partitions::Status(arguments) => status::run(context, arguments).await,
        cli::Partitions::Plan(of) => {
            let (_, now, default_schema, entries) = look_only(context, of).await?;
            Ok(Box::new(DryRun { now, default_schema, entries }))
        }
        cli::Partitions::Maintain(arguments) => maintain(context, arguments).await,
        cli::Partitions::Adopt(arguments) => adopt::run(context, arguments).await,
        cli::Partitions::Convert(arguments) => Box::pin(convert::run(context, arguments)).await,
        cli::Partitions::Undo(arguments) => Box::pin(convert::undo(context, arguments)).await,
        cli::Partitions::Restore(arguments) => restore::run(context, arguments).await,
    }
}

/// Reads and plans, and takes no lock of ours.
async fn look_only(context: &Context, of: cli::PartitionsAt) -> Result<(Session, DateTime<Utc>, String, Vec<Entry>)> {
    let policies = policies(context, &of.tables)?;
    let now = parse_now(of.now.as_deref())?;
    let session = context.connect().await?;
    let (now, entries) = look(&session, policies, now).await?;
    Ok((session, now, default_schema(context), entries))
}

async fn maintain(context: &Context, arguments: cli::PartitionsMaintain) -> Result<Box<dyn Report>> {
    if arguments.dry_run {
        let (_, now, default_schema, entries) = look_only(context, arguments.of).await?;
        return Ok(Box::new(DryRun { now, default_schema, entries }));
    }
    let policies = policies(context, &arguments.of.tables)?;
    let now = parse_now(arguments.of.now.as_deref())?;
    let mut session = context.connect().await?;
    let default_schema = default_schema(context);
    let database = session.query_one("SELECT current_database()::text", &[]).await?.get(0);
    // Cron runs on every machine, and the one that is the primary changes.
    if is_standby(&session).await? {
        let (now, entries) = (session.now().await?, Vec::new());
        return Ok(Box::new(Maintained { database, now, default_schema, entries, standby: Some(session.target.clone()) }));
    }
    let retires = policies.iter().any(|policy| policy.retain.as_ref().is_some_and(|retain| retain.then != Then::Keep));
    let server = session.now().await?;
    if let Some(now) = now.filter(|now| retires && *now > server + CLOCKS_AGREE) {
        return Err(Error::usage(format!(
            "--now: {} is later than the server's clock: partitions would be retired before their time",
            now.to_rfc3339_opts(SecondsFormat::Secs, true)
        ))
        .hint("see what would be done then with --dry-run"));
    }
    let elsewhere = claim(&session, &policies).await?;
    let (now, mut entries) = look(&session, policies, now).await?;
    for (entry, elsewhere) in entries.iter_mut().zip(elsewhere) {
        entry.elsewhere = elsewhere;
    }
    act::all(context, &mut session, now, server, &mut entries).await?;
    for looked in entries.iter_mut().flat_map(|entry| &mut entry.looked) {
        looked.beside.extend(urgency::critical(&looked.table, &looked.survey));
    }
    Ok(Box::new(Maintained { database, now, default_schema, entries, standby: None }))
}

/// Takes the lock of each table; for those that another run is at work on, what is to be said.
async fn claim(session: &Session, policies: &[Policy]) -> Result<Vec<Option<Error>>> {
    pooler::refuse(session).await?;
    let works: Vec<Work> = policies.iter().map(|policy| Work::partitions_of(&policy.table)).collect();
    let held = |holder: String| {
        Error::busy(format!("another pgkeel is at work on it: {holder}"))
            .leaving("the table is left to that one")
            .hint("run this again when it has ended")
    };
    Ok(advisory::attempt(session, &works).await?.into_iter().map(|holder| holder.map(held)).collect())
}

/// Clocks that differ by more than this do not show the same time.
pub(super) const CLOCKS_AGREE: chrono::Duration = chrono::Duration::minutes(1);

/// Says for whom a run waits.
pub(super) fn waiting(context: &Context) -> impl FnMut(&str) {
    |holder| {
        context.ui.say(|text| {
            text.warning("waiting").plain(&format!(" for another pgkeel that is at work here: {holder}")).end();
        });
    }
}

/// What was seen of one table, and what would be done about it.
struct Looked {
    table: Table,
    survey: Survey,
    /// What an interrupted run left half done, and rows in a default partition: what keeps partitions from being made.
    first: Vec<Stage>,
    plan: TablePlan,
    /// What is missing below partitions that are there.
    parts: Vec<Stage>,
    /// Nothing is retired before everything that is missing was made, on every table.
    retirement: Retirement,
    /// How many rows of missing windows, by their lower bounds, the default partition holds.
    in_default: BTreeMap<NaiveDateTime, i64>,
    /// What is looked at when all is done, or nothing is to be.
    beside: Vec<Finding>,
}

impl Looked {
    /// Whether `maintain` would do anything.
    fn has_work(&self) -> bool {
        !(self.first.is_empty() && self.plan.plan.is_empty() && self.parts.is_empty() && self.retirement.stages.is_empty())
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.survey.findings.iter().chain(&self.plan.findings).chain(&self.retirement.findings).chain(&self.beside)
    }
}

/// Reads all tables, compares each with its policy, and plans. `now` is the server's clock where it is not given.
async fn look(session: &Session, policies: Vec<Policy>, now: Option<DateTime<Utc>>) -> Result<(DateTime<Utc>, Vec<Entry>)> {
    let now = match now {
        Some(now) => now,
        None => session.now().await?,
    };
    let tables = read(session, &policies.iter().collect::<Vec<_>>()).await?;
    let surveyed: Vec<Result<(Table, Survey)>> = policies
        .iter()
        .zip(tables)
        .map(|(policy, table)| {
            let table = table?;
            let survey = survey::survey(policy, &table, now)?;
            Ok((table, survey))
        })
        .collect();
    let good = policies.iter().zip(&surveyed).filter_map(|(policy, surveyed)| surveyed.as_ref().ok().map(|it| (policy, it)));
    let good: Vec<(&Policy, &Table, &Survey)> = good.map(|(policy, (table, survey))| (policy, table, survey)).collect();
    let mut found = obstacles(session, &good).await?.into_iter();
    let going = good.iter().filter_map(|(policy, table, survey)| {
        let retain = policy.retain.as_ref()?;
        Some(retire::candidates(retain, table, survey, now).oids(table))
    });
    let ties = ties(session, &going.flatten().collect::<Vec<_>>()).await?;
    let mut entries = Vec::new();
    for (policy, surveyed) in policies.into_iter().zip(surveyed) {
        let looked = match surveyed {
            Ok((table, survey)) => match found.next().unwrap_or_else(|| Ok(Obstacles::default())) {
                Ok(obstacles) => plan_table(session, &policy, (table, survey), &obstacles, &ties, now).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        entries.push(Entry { policy, looked, elsewhere: None, account: Account::default() });
    }
    Ok((now, entries))
}

async fn plan_table(
    session: &Session,
    policy: &Policy,
    (table, survey): (Table, Survey),
    obstacles: &Obstacles,
    ties: &BTreeMap<u32, Ties>,
    now: DateTime<Utc>,
) -> Result<Looked> {
    let rescue = default::rescue(policy, &table, &survey, obstacles);
    let mut plan = plan::plan(&table, &survey, obstacles, &rescue.handled);
    plan.findings.extend(rescue.findings);
    let mut first = retire::finalize(&table, now);
    first.extend(rescue.stages);
    let retirement = match &policy.retain {
        Some(retain) => {
            let candidates = retire::candidates(retain, &table, &survey, now);
            let due: Vec<_> = candidates.due.iter().map(|index| &table.partitions[*index]).collect();
            let bonds = bonds(session, &table, &due, retain).await?;
            retire::retire(&table, &survey, retain, ties, &bonds, now)
        }
        None => Retirement::default(),
    };
    let in_default = obstacles.in_default.clone();
    let parts = parts::add_parts(&table);
    Ok(Looked { table, survey, first, plan, parts, retirement, in_default, beside: Vec::new() })
}

pub(super) fn default_schema(context: &Context) -> String {
    context.settings.schemas[0].clone()
}

/// Reads the policies of the project, and keeps those of the tables asked for.
fn policies(context: &Context, tables: &[String]) -> Result<Vec<Policy>> {
    const EXAMPLE: &str =
        "write one file per table: table = \"public.bookings\", key = \"created_at\", every = \"1 month\", premake = 3";
    let policies = all_policies(context)?;
    if policies.is_empty() {
        let (_, shown) = context.settings.file("partitions");
        return Err(Error::usage(format!("there are no partition policies in {shown}/")).hint(EXAMPLE));
    }
    choose(policies, tables, &default_schema(context))
}

/// Whether the project has any policy.
///
/// # Errors
/// What is wrong with one.
pub fn has_policies(context: &Context) -> Result<bool> {
    Ok(!all_policies(context)?.is_empty())
}

/// Every policy of the project; a project may have none.
pub(super) fn all_policies(context: &Context) -> Result<Vec<Policy>> {
    let default_schema = default_schema(context);
    let mut policies = Vec::new();
    for (file, text) in policy_files(context, "partitions")? {
        policies.push(Policy::parse(&file, &text, &default_schema)?);
    }
    policy::check_together(&policies)?;
    Ok(policies)
}

/// The TOML files of a directory of the project, which may be missing: their names as the person knows them, and their texts.
pub(super) fn policy_files(context: &Context, directory: &str) -> Result<Vec<(String, String)>> {
    let (directory, shown) = context.settings.file(directory);
    let listing = match std::fs::read_dir(&directory) {
        Ok(listing) => listing,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Error::file("list", &directory, &cause)),
    };
    let mut files = Vec::new();
    for entry in listing {
        let path = entry.map_err(|cause| Error::file("list", &directory, &cause))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.starts_with('.') && path.extension().is_some_and(|extension| extension == "toml") {
            files.push((name, path));
        }
    }
    files.sort();
    let named = |(name, path): &(String, std::path::PathBuf)| {
        let file = format!("{shown}/{name}");
        toml_file::text(path, &file).map(|text| (file, text))
    };
    files.iter().map(named).collect()
}

/// Keeps the policies of the tables asked for: `bookings` or `public.bookings`.
fn choose(policies: Vec<Policy>, tables: &[String], default_schema: &str) -> Result<Vec<Policy>> {
    if tables.is_empty() {
        return Ok(policies);
    }
    let mut chosen = vec![false; policies.len()];
    for asked in tables {
        let name = QualifiedName::parse(asked, default_schema);
        let Some(index) = policies.iter().position(|policy| Some(&policy.table) == name.as_ref()) else {
            let known: Vec<String> = policies.iter().map(|policy| policy.table.short(default_schema)).collect();
            let error = Error::usage(format!("no policy in partitions/ is about `{asked}`"));
            let near = toml_file::nearest(asked, known.iter().map(String::as_str));
            return Err(error.hint(near.map_or_else(
                || format!("there are policies for {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            )));
        };
        chosen[index] = true;
    }
    Ok(policies.into_iter().zip(chosen).filter_map(|(policy, chosen)| chosen.then_some(policy)).collect())
}

/// `--now`: RFC 3339, or a date in UTC.
pub(super) fn parse_now(text: Option<&str>) -> Result<Option<DateTime<Utc>>> {
    let Some(text) = text else { return Ok(None) };
    let date = || text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN).and_utc());
    let time = DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()).or_else(date);
    time.filter(|time| YEARS.contains(&time.year())).map(Some).ok_or_else(|| {
        Error::usage(format!("--now: `{text}` is not a time"))
            .hint("write it like 2027-01-15 (midnight in UTC) or 2027-01-15T06:30:00+01:00")
    })
}

/// Says of a partition whether a policy of the project accounts for it: one window of its table's policy, exactly.
///
/// # Errors
/// What is wrong with a policy. A project without policies explains nothing.
pub fn explained(context: &Context) -> Result<impl Fn(&Identity, &Object) -> bool + use<>> {
    let policies = all_policies(context)?;
    Ok(move |partition: &Identity, object: &Object| {
        let mut of_table = policies.iter().filter(|policy| policy.table == partition.name);
        of_table.any(|policy| explains(policy, &object.definition))
    })
}
