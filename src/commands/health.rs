//! `pgkeel health`: runs the checks, shows and records what they found.

mod catalog;
mod findings;
mod keeper;
mod monitors;

use std::cmp::Reverse;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Context;
use crate::amount;
use crate::cli::{self, HealthCommand};
use crate::error::{Error, Kind, Result};
use crate::health::{self, Answer, Choice, Evidence, Finding, Selected, Status};
use crate::identifier::QualifiedName;
use crate::postgres::health::{self as server, Server};
use crate::postgres::session::Session;
use crate::ui::text::Text;
use crate::ui::{Findings, Format, Outcome, Report, errors};

use keeper::{Keeper, Kept};

/// # Errors
/// `Usage` for names and thresholds that cannot be right; else what kept it from asking at all. What a single check met, and
/// what kept values from being recorded or counters from being kept, is in the report.
pub async fn run(context: &Context, arguments: cli::Health) -> Result<Box<dyn Report>> {
    let settings = &context.settings;
    match arguments.command {
        Some(HealthCommand::List) => {
            return Ok(Box::new(catalog::List { checks: health::select(&Choice::default(), &settings.health)? }));
        }
        Some(HealthCommand::Explain { check }) => {
            let selected = health::select(&Choice { only: &[check], ..Choice::default() }, &settings.health)?;
            return Ok(Box::new(catalog::Explanation { selected: selected[0].clone() }));
        }
        None => {}
    }
    let choice = Choice { only: &arguments.only, skip: &arguments.skip, groups: &arguments.groups };
    let selected = health::select(&choice, &settings.health)?;
    let table = arguments.record.as_deref().map(|name| record_table(name, &settings.schemas[0])).transpose()?;

    let session = context.connect().await?;
    let server = server::server(&session).await?;
    let mut keeper = arguments.state.map(|path| Keeper::open(context, path, &server)).transpose()?;
    let mut report = HealthReport {
        version: session.server_version,
        findings: examine(context, &session, &server, &selected, keeper.as_mut()).await?,
        server,
        kept: None,
        recorded: None,
        verbose: context.ui.verbose,
    };
    if let Some(every) = arguments.watch {
        let every = Duration::from_secs(every.get());
        loop {
            context.ui.redraw(|text| report.text(text))?;
            if context.interrupt.sleep(every).await.is_err() {
                // Whoever ends it has seen what there is.
                return Ok(Box::new(Seen));
            }
            report.findings = examine(context, &session, &report.server, &selected, keeper.as_mut()).await?;
        }
    }
    report.kept = keeper.map(Keeper::close);
    if let Some(table) = table {
        report.recorded = Some(record(context, &session, table, &report.findings).await);
    }
    Ok(Box::new(report))
}

/// Asks every check, and judges what it says.
async fn examine(
    context: &Context,
    session: &Session,
    server: &Server,
    selected: &[Selected],
    mut keeper: Option<&mut Keeper>,
) -> Result<Vec<Finding>> {
    let today = context.settings.environment.now.date_naive();
    let mut findings = Vec::with_capacity(selected.len());
    for selected in selected {
        let began = Instant::now();
        let asked = if matches!(selected.check.answer, Answer::Forecast(_)) && keeper.is_none() {
            Evidence::Read(health::not_watched())
        } else if selected.check.apart {
            match context.connect().await {
                Ok(own) => server::measure(&own, server, &selected.check).await?,
                Err(error) => Evidence::Failed { reason: error.to_string(), missing_grant: None },
            }
        } else {
            server::measure(session, server, &selected.check).await?
        };
        let evidence = match asked {
            Evidence::Read(reading) => {
                let resolved = health::resolve(&selected.check, reading.clone(), keeper.as_deref().map(Keeper::before));
                if let Some(keeper) = &mut keeper {
                    keeper.note(selected.check.name, &reading.counters);
                }
                Evidence::Read(resolved)
            }
            other => other,
        };
        let duration_ms = Some((began.elapsed().as_secs_f64() * 1_000_000.0).round() / 1000.0);
        findings.push(Finding { duration_ms, ..health::judge(selected, evidence, today) });
    }
    Ok(findings)
}

/// What is left to say when `--watch` is ended: nothing.
struct Seen;

impl Report for Seen {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        Value::Null
    }

    fn text(&self, _text: &mut Text) {}
}

fn record_table(name: &str, schema: &str) -> Result<QualifiedName> {
    QualifiedName::parse(name, schema).ok_or_else(|| {
        Error::usage(format!("--record: `{name}` is not the name of a table"))
            .hint("write it as in SQL: performance_metrics, or monitoring.performance_metrics")
    })
}

/// What became of `--record`.
struct Recorded {
    table: QualifiedName,
    rows: usize,
    error: Option<Error>,
}

async fn record(context: &Context, session: &Session, table: QualifiedName, findings: &[Finding]) -> Recorded {
    let plan = health::record(&table, findings);
    match context.execute(session, &plan).await {
        Ok(()) => Recorded { table, rows: findings.iter().filter(|finding| finding.value.is_some()).count(), error: None },
        Err(stopped) => {
            let error = explain(stopped.error, &table).while_doing("the values could not be recorded");
            Recorded { table, rows: 0, error: Some(error) }
        }
    }
}

/// Adds what to do about the usual reasons.
fn explain(error: Error, table: &QualifiedName) -> Error {
    let columns = "metric_name text, metric_value numeric, metric_type text, tags jsonb";
    match error.sqlstate() {
        Some("42P01" | "3F000") => error.hint(format!("create it, with at least: {columns}")),
        Some("42703" | "42804") => error.hint(format!("{table} needs the columns {columns}")),
        Some("23514") => error
            .hint(format!("no partition of {table} takes a row of this moment: create it with `pgkeel partitions maintain`")),
        Some("42501") => error.hint(format!("the role needs: GRANT INSERT ON {table}")),
        Some("25006") => error.hint("a standby takes no rows: record from the primary"),
        _ => error,
    }
}

struct HealthReport {
    server: Server,
    version: u32,
    findings: Vec<Finding>,
    kept: Option<Kept>,
    recorded: Option<Recorded>,
    /// Details of what is only info, too.
    verbose: bool,
}

impl HealthReport {
    fn has_more(&self, finding: &Finding) -> bool {
        finding.status.is_finding()
            || finding.remedy.is_some() && (self.verbose || finding.status != Status::Info)
            || finding.missing_grant.is_some() && self.verbose
    }

    /// What kept the run from leaving what it should.
    fn failure(&self) -> Option<&Error> {
        let recorded = self.recorded.as_ref().and_then(|recorded| recorded.error.as_ref());
        recorded.or_else(|| self.kept.as_ref().and_then(|kept| kept.error.as_ref()))
    }
}

impl Report for HealthReport {
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        match self.failure().map(Error::kind) {
            Some(Kind::Busy) => Outcome::Busy,
            Some(_) => Outcome::Failed,
            None if health::worst(&self.findings).is_finding() => Outcome::Finding,
            None => Outcome::Done,
        }
    }

    fn findings(&self) -> Option<Findings> {
        Some(findings::findings(self))
    }

    fn monitored(&self, format: Format) -> Option<String> {
        match format {
            Format::Nagios => Some(monitors::nagios(&self.findings)),
            Format::Prometheus => Some(monitors::prometheus(&self.server.database, &self.findings)),
            _ => None,
        }
    }

    fn exit_code(&self, format: Format) -> u8 {
        let code = self.outcome().exit_code();
        // That nothing could be recorded is no state of the database, but no success either.
        if format == Format::Nagios && self.failure().is_none() { monitors::nagios_code(&self.findings) } else { code }
    }

    fn json(&self) -> Value {
        let recorded = self
            .recorded
            .as_ref()
            .map(|recorded| json!({ "table": recorded.table, "rows": recorded.rows, "error": recorded.error }));
        json!({
            "status": health::worst(&self.findings),
            "database": self.server.database,
            "role": self.server.role,
            "in_recovery": self.server.in_recovery,
            "server_version": self.version,
            "checks": self.findings,
            "state": self.kept,
            "recorded": recorded,
        })
    }

    fn text(&self, text: &mut Text) {
        let database = &self.server.database;
        let standby = if self.server.in_recovery { " (a standby)" } else { "" };
        text.plain("health of ").bold(database).plain(&format!("{standby}: "));
        state(text, health::worst(&self.findings));
        let skipped = self.findings.iter().filter(|finding| finding.status == Status::Skipped).count();
        if skipped > 0 && skipped < self.findings.len() {
            text.plain(&format!(", {} skipped", amount::count(skipped, "check")));
        }
        text.end().end();
        table(text, &self.findings, self.verbose);
        for finding in worst_first(&self.findings).into_iter().filter(|finding| self.has_more(finding)) {
            detail(text, finding);
        }
        let hidden = self.findings.iter().filter(|finding| finding.status == Status::Info && !self.has_more(finding)).count();
        if hidden > 0 {
            text.end().line(&format!("what {} of info found, and what could be done: -v", amount::count(hidden, "check")));
        }
        if let Some(Kept { error: Some(error), .. }) = &self.kept {
            text.end();
            errors::write(text, error);
        }
        if let Some(recorded) = &self.recorded {
            text.end();
            if let Some(error) = &recorded.error {
                errors::write(text, error);
            } else {
                text.line(&format!("recorded {} in {}", amount::count(recorded.rows, "value"), recorded.table));
            }
        }
    }
}

fn state(text: &mut Text, status: Status) -> &mut Text {
    let word = status.name();
    match status {
        Status::Ok => text.good(word),
        Status::Info | Status::Skipped => text.dim(word),
        Status::Warning | Status::Unknown => text.warning(word),
        Status::Critical => text.bad(word),
    }
}

/// One line per check. (The word is coloured, so it is padded here and not by [`Text::table`].)
fn table(text: &mut Text, findings: &[Finding], times: bool) {
    let rows: Vec<(Status, &str, String, String, &str)> = worst_first(findings)
        .into_iter()
        .map(|finding| {
            let value = finding.value.map(|value| finding.unit.show(value)).unwrap_or_default();
            let took = finding.duration_ms.filter(|_| times).map(|took| format!("{took:.1} ms")).unwrap_or_default();
            (finding.status, finding.check, value, took, finding.message.as_str())
        })
        .collect();
    let status_width = rows.iter().map(|row| row.0.name().len()).max().unwrap_or(0);
    let check_width = rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
    let value_width = rows.iter().map(|row| row.2.len()).max().unwrap_or(0);
    let took_width = rows.iter().map(|row| row.3.len()).max().unwrap_or(0);
    for (status, check, value, took, message) in rows {
        let padding = " ".repeat(status_width - status.name().len());
        state(text, status).plain(&padding);
        let took = if times { format!("{took:>took_width$}  ") } else { String::new() };
        text.line(format!("  {check:check_width$}  {value:>value_width$}  {took}{message}").trim_end());
    }
}

/// Objects shown of one check; all of them are in the JSON document.
const SHOWN: usize = 10;

/// As a person reads them; equals stay in the order of the checks.
fn worst_first(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| Reverse(finding.status));
    sorted
}

/// What a person needs to act on one check.
fn detail(text: &mut Text, finding: &Finding) {
    text.end().bold(finding.check).plain(": ");
    state(text, finding.status).end().plain("  ").line(finding.meaning);
    if let Status::Info | Status::Warning | Status::Critical = finding.status {
        text.line(&format!("  thresholds: {}", catalog::thresholds(finding.unit, &finding.thresholds)));
    }
    for object in finding.objects.iter().take(SHOWN) {
        text.line(&format!("  - {}", object.name));
    }
    if finding.objects.len() > SHOWN {
        text.line(&format!("  - and {} more", finding.objects.len() - SHOWN));
    }
    if let Some(remedy) = &finding.remedy {
        text.accent("  remedy: ").line(remedy);
    }
    for sql in finding.remedy_sql.iter().take(SHOWN) {
        text.line(&format!("    {sql};"));
    }
    if let Some(lock) = finding.remedy_lock {
        text.line(&format!("    -- lock: {lock}"));
    }
    if let Some(grant) = &finding.missing_grant {
        text.accent("  missing: ").line(&format!("{grant};"));
    }
}
