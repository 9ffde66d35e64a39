//! `pgkeel partitions convert` and `undo`: a plain table becomes the first partition of one in its place, no row copied, or is
//! the whole table again. The plan is proven on a scratch copy of the schema before it is printed as good, and run by `--apply`.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use serde_json::{Value, json};

use super::patience::Patience;
use super::{choose, default_schema, parse_now, policies, waiting};
use crate::cli;
use crate::commands::{Context, diff};
use crate::error::{Error, Result};
use crate::identifier::{self, QualifiedName};
use crate::partition::calendar::{Calendar, YEARS};
use crate::partition::convert::{self, Conversion, Facts};
use crate::partition::policy::{Place, Policy};
use crate::plan::{Plan, Step};
use crate::postgres::advisory::{self, Work};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::ephemeral::{Binaries, Options};
use crate::postgres::execute;
use crate::postgres::partitions::{converted, latest, plain, refuse_standby};
use crate::postgres::scratch::{self, Places, Scratch};
use crate::postgres::session::Session;
use crate::schema::diff::{Difference, compare};
use crate::schema::kind::Kind;
use crate::schema::model::{Identity, Object, Schema};
use crate::ui::text::Text;
use crate::ui::{self, Outcome, Report};

pub(super) async fn run(context: &Context, arguments: cli::PartitionsConvert) -> Result<Box<dyn Report>> {
    let now = parse_now(arguments.now.as_deref())?;
    let (policy, session) = begin(context, &arguments.table, arguments.apply).await?;
    let table = plain(&session, &policy).await?;
    if table.is_partitioned {
        return Ok(Box::new(Converted::nothing(&policy, "is partitioned already")));
    }
    let mut obstacles = table.obstacles.clone();
    obstacles.extend(convert::obstacles(&table.facts));
    refuse(&policy, "become a partitioned table", &obstacles)?;
    let now = match now {
        Some(now) => now,
        None => session.now().await?,
    };
    let calendar = policy.calendar(table.facts.key_type)?;
    let upper = upper(&session, &policy, &calendar, &table.facts, now).await?;
    let (partition, schema) = (partition_name(&table.facts.name, upper), read_schema(context, &session).await?);
    let conversion = convert::convert(&table.facts, &schema, &partition, upper);
    let report = Box::pin(prove(context, &session, &schema, &policy, conversion)).await?;
    finish(context, &session, report, arguments.apply).await
}

pub(super) async fn undo(context: &Context, arguments: cli::PartitionsUndo) -> Result<Box<dyn Report>> {
    let (policy, session) = begin(context, &arguments.table, arguments.apply).await?;
    let table = plain(&session, &policy).await?;
    let schema = read_schema(context, &session).await?;
    let conversion = if table.is_partitioned {
        let Some(converted) = converted(&session, &table).await? else {
            let error = Error::failed(format!("no partition of {} was ever the whole of it", policy.table));
            return Err(error.hint("only what `pgkeel partitions convert` has done can be undone"));
        };
        refuse(&policy, "be a plain table again", &table.obstacles)?;
        refuse_others_with_rows(&session, &converted.others).await?;
        convert::undo(&table.facts, &schema, &converted)
    } else {
        let plan = convert::abandon(&table.facts);
        if plan.is_empty() {
            return Ok(Box::new(Converted::nothing(&policy, "was not converted, and nothing was begun")));
        }
        Conversion { plan, partition: policy.table.clone(), upper: NaiveDateTime::MAX, changes: Vec::new() }
    };
    let report = Box::pin(prove(context, &session, &schema, &policy, conversion)).await?;
    finish(context, &session, report, arguments.apply).await
}

async fn begin(context: &Context, table: &str, apply: bool) -> Result<(Policy, Session)> {
    let policy = choose(policies(context, &[])?, &[table.to_owned()], &default_schema(context))?.remove(0);
    let mut session = context.connect().await?;
    refuse_standby(&session, "partitions").await?;
    let patience = Patience::of(&session).await?;
    session.wait_for_locks(patience.below_deadlocks(&policy)).await?;
    if apply {
        advisory::acquire(&session, Work::partitions_of(&policy.table), waiting(context)).await?;
    }
    Ok((policy, session))
}

fn refuse(policy: &Policy, what: &str, obstacles: &[String]) -> Result<()> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let problems = obstacles
        .iter()
        .map(|obstacle| policy.point(Error::failed(format!("{} cannot {what}: {obstacle}", policy.table)), Place::Table));
    Error::all(problems.collect(), |number| format!("{number} things are in the way"))
        .map_err(|error| error.leaving("nothing was changed"))
}

/// A plan of nothing but catalog entries moves no rows.
async fn refuse_others_with_rows(session: &Session, others: &[QualifiedName]) -> Result<()> {
    for other in others {
        let row = session.query_one(&format!("SELECT EXISTS (SELECT FROM {other})"), &[]).await?;
        if row.get(0) {
            let error =
                Error::failed(format!("{other} holds rows, which would have to be copied")).leaving("nothing was changed");
            return Err(error.hint("undo is for a table whose other partitions are still empty; move their rows first"));
        }
    }
    Ok(())
}

/// Where the first partition ends: no row lies behind it, and none that comes within the current window and the next.
async fn upper(
    session: &Session,
    policy: &Policy,
    calendar: &Calendar,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Result<NaiveDateTime> {
    let (latest, has_null) = latest(session, facts).await?;
    let fault = |message: String| Err(policy.point(Error::failed(message), Place::Key).leaving("nothing was changed"));
    if has_null {
        return fault(format!("rows of {} have no {}: they would belong in no partition", policy.table, policy.key()));
    }
    let now = calendar.key_time(now);
    let last = latest.map_or(now, |latest| latest.max(now));
    if !YEARS.contains(&chrono::Datelike::year(&last)) {
        return fault(format!("the latest row of {} is of {last}: mend or remove it", policy.table));
    }
    Ok(calendar.after(&calendar.window_at(last)).upper)
}

/// `bookings_until_2027_01_01`
fn partition_name(table: &QualifiedName, upper: NaiveDateTime) -> QualifiedName {
    let form = if upper.hour() == 0 { "_until_%Y_%m_%d" } else { "_until_%Y_%m_%d_%H" };
    let end = upper.format(form).to_string();
    let head = &table.name[..identifier::boundary(&table.name, identifier::MAX_BYTES - end.len())];
    QualifiedName::new(&table.schema, format!("{head}{end}"))
}

/// All schemas. What is in the first is written without its name, and looked up there by our session.
async fn read_schema(context: &Context, session: &Session) -> Result<Schema> {
    let first = default_schema(context);
    let mut schemas = catalog::schemas(session).await?;
    schemas.retain(|schema| *schema != first);
    schemas.insert(0, first);
    Ok(catalog::read(session, &schemas, Detail::Dependencies).await?.schema)
}

/// Runs the plan on a copy of the schema, reads it back, and compares with what there was: nothing may differ but what is meant.
async fn prove(
    context: &Context,
    session: &Session,
    schema: &Schema,
    policy: &Policy,
    conversion: Conversion,
) -> Result<Converted> {
    let settings = &context.settings;
    let version = Some(session.major_version());
    let places = Places {
        given: settings.scratch_url.as_deref().map(|url| settings.connection_to(Some(url))).transpose()?,
        beside: Some(settings.connection()?),
        embedded: Binaries::find(
            settings.postgres_binaries.as_deref(),
            settings.environment.variables.get("PATH").map(String::as_str),
            settings.postgres_version.or(version),
        ),
        options: Options::in_temporary(&settings.environment.temporary),
        version,
    };
    let scratch = diff::open(context, &places, None).await?;
    let table = &policy.table;
    let proof = scratch.with_database(async |copy| prove_on(&scratch, copy, schema, table, &conversion).await).await?;
    Ok(Converted { table: table.clone(), conversion: Some(conversion), proof, applied: false, nothing: None })
}

async fn prove_on(
    scratch: &Scratch,
    copy: &Session,
    schema: &Schema,
    table: &QualifiedName,
    conversion: &Conversion,
) -> Result<Vec<String>> {
    scratch.materialise(copy, schema).await.map_err(|failure| failure.error)?;
    let steps: Vec<Step> = conversion.plan.steps.iter().filter_map(Step::provable).collect();
    if let Err(stopped) = execute::run(copy, &Plan { steps }, |_| ()).await {
        if copy.interrupt().is_raised() || copy.is_closed() {
            return Err(stopped.error);
        }
        let title = conversion.plan.steps.get(stopped.done).map_or("", |step| step.title.as_str());
        return Ok(vec![format!("`{title}` fails on a copy: {}", stopped.error.message())]);
    }
    let mut result = catalog::read(copy, &schema.schemas, Detail::Dependencies).await?.schema;
    scratch::take_what_is_of_the_server(&mut result, schema);
    let explained = |identity: &Identity, _: &Object| identity.kind == Kind::Partition && identity.name == *table;
    let differences = compare(&convert::without_ours(schema, table, &conversion.partition), &result, explained);
    let meant = |difference: &&Difference| !conversion.changes.iter().any(|(identity, _)| *identity == difference.object);
    Ok(differences.iter().filter(meant).map(say).collect())
}

fn say(difference: &Difference) -> String {
    let object = difference.object.describe("");
    let (before, after) = (difference.from.as_deref().unwrap_or("nothing"), difference.to.as_deref().unwrap_or("nothing"));
    let aspect = difference.aspect.name();
    format!("{object} would not be as it is: {aspect} {before} would be {after}")
}

async fn finish(context: &Context, session: &Session, mut report: Converted, apply: bool) -> Result<Box<dyn Report>> {
    if let (true, true, Some(conversion)) = (apply, report.proof.is_empty(), &report.conversion) {
        let plan = &conversion.plan;
        context.execute(session, plan).await.map_err(|stopped| {
            let begun = if stopped.done > 0 {
                "what was done before it stays and refuses no row of today"
            } else {
                "nothing was begun"
            };
            let state = stopped.error.state().map_or_else(|| begun.to_owned(), |state| format!("{state}; {begun}"));
            let undo = format!("or take back what was begun: pgkeel partitions undo {} --apply", report.table);
            stopped.error.leaving(state).hint("run it again: it goes on where it stopped").hint(undo)
        })?;
        report.applied = true;
    }
    Ok(Box::new(report))
}

struct Converted {
    table: QualifiedName,
    conversion: Option<Conversion>,
    /// What speaks against it: nothing, where it is proven.
    proof: Vec<String>,
    applied: bool,
    /// Why there is nothing to do.
    nothing: Option<&'static str>,
}

impl Converted {
    fn nothing(policy: &Policy, why: &'static str) -> Self {
        Self { table: policy.table.clone(), conversion: None, proof: Vec::new(), applied: false, nothing: Some(why) }
    }
}

impl Report for Converted {
    fn outcome(&self) -> Outcome {
        if self.proof.is_empty() { Outcome::Done } else { Outcome::Failed }
    }

    fn is_account(&self) -> bool {
        self.applied
    }

    fn json(&self) -> Value {
        let conversion = self.conversion.as_ref();
        json!({
            "table": self.table,
            "partition": conversion.map(|conversion| &conversion.partition),
            "plan": conversion.map(|conversion| &conversion.plan),
            "changes": conversion.map(|conversion| conversion.changes.iter().map(change).collect::<Vec<_>>()),
            "proven": self.proof.is_empty() && conversion.is_some(),
            "against": self.proof,
            "applied": self.applied,
        })
    }

    fn text(&self, text: &mut Text) {
        let Some(conversion) = &self.conversion else {
            text.line(&format!("nothing to do: {} {}", self.table, self.nothing.unwrap_or_default()));
            return;
        };
        if !self.applied {
            ui::plan::write(text, &conversion.plan);
        }
        for changed in &conversion.changes {
            text.dim(&format!("-- changes: {}", change(changed))).end();
        }
        for reason in &self.proof {
            text.bad("-- against it").plain(": ").line(reason);
        }
        if !self.proof.is_empty() {
            text.bad("-- NOT PROVEN").line(": nothing is applied");
        } else if self.applied {
            text.good("done").line(&format!(": {}", self.next(conversion)));
        } else {
            text.dim("-- proven on a scratch copy: nothing else differs afterwards; --apply runs it").end();
        }
    }
}

impl Converted {
    fn next(&self, conversion: &Conversion) -> String {
        if conversion.upper == NaiveDateTime::MAX {
            return format!("{} is a plain table", self.table);
        }
        format!(
            "all rows are in {}, which has room for two windows; `pgkeel partitions maintain {}` makes what comes after it",
            conversion.partition, self.table
        )
    }
}

fn change((identity, word): &(Identity, String)) -> String {
    format!("{}: {word}", identity.describe(""))
}
