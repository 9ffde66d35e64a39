//! `pgkeel partitions status`: a line per table, what a person should know, and the same for monitoring.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::report::{Entry, next_to_expire, outcome, tables_json, write_findings};
use super::{Looked, look_only};
use crate::amount;
use crate::cli;
use crate::commands::Context;
use crate::error::{Error, Kind, Result};
use crate::partition::bounds::Edge;
use crate::partition::default::next_name;
use crate::partition::drift;
use crate::partition::finding::{Weight, some_of};
use crate::partition::live::{DefaultPartition, DefaultRows};
use crate::partition::timeline::{self, State};
use crate::partition::urgency::{self, head_room, shown_head_room};
use crate::postgres::partitions;
use crate::ui::text::Text;
use crate::ui::{Format, Outcome, Report, monitors};

pub(super) async fn run(context: &Context, arguments: cli::PartitionsStatus) -> Result<Box<dyn Report>> {
    let cli::PartitionsStatus { of, check, timeline } = arguments;
    let (session, now, default_schema, mut entries) = look_only(context, of).await?;
    let oids: Vec<u32> = entries.iter().flat_map(|entry| &entry.looked).map(|looked| looked.table.oid).collect();
    let differing = partitions::drift(&session, &oids).await?;
    let staged = partitions::staged(&session).await?;
    for entry in &mut entries {
        let Ok(looked) = &mut entry.looked else { continue };
        let table = &looked.table;
        let differing = differing.get(&table.oid).map_or(&[][..], Vec::as_slice);
        looked.beside = drift::differences(table, entry.policy.copy, differing);
        let next = table.default.as_ref().map(|default| next_name(&default.name));
        let staged = staged.get(&table.name).map_or(&[][..], Vec::as_slice);
        looked.beside.extend(drift::staged(staged, &looked.plan, next.as_ref()).findings());
        looked.beside.extend(urgency::critical(&looked.table, &looked.survey));
    }
    let database = session.query_one("SELECT current_database()::text", &[]).await?.get(0);
    Ok(Box::new(Status { now, default_schema, database, entries, check, timeline }))
}

/// `partitions status`.
struct Status {
    now: DateTime<Utc>,
    default_schema: String,
    database: String,
    entries: Vec<Entry>,
    /// Whether what `maintain` would do is a finding.
    check: bool,
    /// Whether each table's windows are drawn.
    timeline: bool,
}

impl Status {
    fn has_work(&self) -> bool {
        self.entries.iter().flat_map(|entry| &entry.looked).any(Looked::has_work)
    }

    /// How many windows are missing in all.
    fn missing(&self) -> usize {
        self.entries.iter().flat_map(|entry| &entry.looked).map(|looked| looked.survey.missing.len()).sum()
    }

    /// Windows in a row, below them what the signs mean.
    fn draw(&self, text: &mut Text) {
        let width = self.entries.iter().map(|entry| entry.name(&self.default_schema).chars().count()).max().unwrap_or(0);
        let mut seen: Vec<State> = Vec::new();
        text.end();
        for entry in &self.entries {
            let Ok(Looked { table, survey, in_default, .. }) = &entry.looked else { continue };
            let line = timeline::draw(table, survey, entry.policy.retain.as_ref(), in_default, SIGNS);
            let (name, signs) =
                (entry.name(&self.default_schema), line.states.iter().map(|state| state.sign()).collect::<String>());
            let (from, to) = (survey.calendar.shown(Edge::At(line.from)), survey.calendar.shown(Edge::At(line.to)));
            let each = match line.windows {
                1 => entry.policy.every.to_string(),
                several => format!("{several} windows of {}", entry.policy.every),
            };
            text.bold(&format!("{name:width$}")).plain("  ").plain(&from).plain(" ");
            text.plain(&signs).plain(" ").plain(&to).dim(&format!("  a sign is {each}")).end();
            seen.extend(&line.states);
        }
        let legend: Vec<String> = State::ALL
            .iter()
            .filter(|(state, ..)| seen.contains(state))
            .map(|(_, sign, word)| format!("{sign} {word}"))
            .collect();
        text.dim(&legend.join("   ")).end().end();
    }

    /// Critical is what makes inserts fail now or keeps a window from being made, unknown what could not be looked at.
    fn nagios_code(&self) -> u8 {
        let errors = || self.entries.iter().flat_map(Entry::errors);
        let broken = |entry: &Entry| {
            entry.findings().any(|finding| finding.weight >= Weight::Blocked)
                || entry.looked.is_ok() && entry.ready_until().is_none()
        };
        if errors().any(|error| error.kind() != Kind::Busy) || self.entries.iter().any(broken) {
            2
        } else if errors().next().is_some() {
            3
        } else {
            u8::from(self.outcome() != Outcome::Done)
        }
    }

    fn nagios(&self) -> String {
        let mut amiss: Vec<(Weight, String)> = Vec::new();
        let mut data = Vec::new();
        for entry in &self.entries {
            let name = entry.name(&self.default_schema);
            amiss.extend(entry.errors().map(|error: &Error| (Weight::Blocked, format!("{name}: {}", error.message()))));
            let findings = entry.findings().filter(|finding| finding.weight > Weight::Note);
            amiss.extend(findings.map(|finding| (finding.weight, format!("{name}: {}", finding.message))));
            let Ok(looked) = &entry.looked else {
                data.push(format!("{}=U", monitors::plugin_label(&name)));
                continue;
            };
            let survey = &looked.survey;
            if survey.ready_until.is_none() {
                amiss.push((Weight::Blocked, format!("{name}: rows of now have no partition")));
            } else if !survey.missing.is_empty() {
                let count = amount::count(survey.missing.len(), "window");
                amiss.push((Weight::Finding, format!("{name}: {count} without a partition")));
            }
            let seconds = head_room(survey.ready_until, survey.now).map_or(0, |length| length.num_seconds());
            data.push(format!("{}={seconds}s;;0:", monitors::plugin_label(&name)));
        }
        amiss.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let lines: Vec<String> = amiss.into_iter().map(|(_, line)| line).collect();
        let well = format!("{} looked at", amount::count(self.entries.len(), "table"));
        monitors::plugin(self.nagios_code(), &well, &lines, &data)
    }
}

/// Samples of every table.
pub(super) fn samples(database: &str, entries: &[Entry]) -> String {
    let mut output = String::new();
    let labels = |entry: &Entry| monitors::labels(&[("database", database), ("table", &entry.policy.table.to_string())]);
    let readable = entries.iter().map(|entry| (labels(entry), u8::from(entry.looked.is_ok()).to_string()));
    monitors::family(&mut output, "pgkeel_partitions_readable", "1 where the table is as its policy says", readable);
    for (name, help, measure) in MEASURES {
        let samples = entries.iter().filter_map(|entry| {
            let value = measure(entry, entry.looked.as_ref().ok()?)?;
            Some((labels(entry), value.to_string()))
        });
        monitors::family(&mut output, name, help, samples);
    }
    output
}

/// The most windows in a row of a picture.
const SIGNS: usize = 64;

/// A number about one table, where it has one.
type Measure = fn(&Entry, &Looked) -> Option<i64>;

fn whole(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

const MEASURES: [(&str, &str, Measure); 9] = [
    ("pgkeel_partitions_ready_seconds", "For how long from now on every row finds a partition", |_, looked| {
        match looked.survey.ready_until {
            None => Some(0),
            until => head_room(until, looked.survey.now).map(|length| length.num_seconds()),
        }
    }),
    ("pgkeel_partitions_count", "Partitions that are there", |_, looked| whole(looked.table.partitions.len())),
    ("pgkeel_partitions_missing", "Windows that have no partition", |_, looked| whole(looked.survey.missing.len())),
    ("pgkeel_partitions_blocked", "Windows that cannot be made", |_, looked| whole(looked.survey.blocked)),
    ("pgkeel_partitions_half_detached", "Partitions that an interrupted DETACH CONCURRENTLY left", |_, looked| {
        whole(looked.table.partitions.iter().filter(|partition| partition.detach_pending).count())
    }),
    ("pgkeel_partitions_default_rows", "Rows in the default partition, counted to a limit", |_, looked| {
        match looked.table.default.as_ref()?.rows {
            DefaultRows::Counted { rows, .. } => Some(rows),
            DefaultRows::Unknown(_) => None,
        }
    }),
    ("pgkeel_partitions_due", "Partitions that are past their time", |entry, looked| {
        let retain = entry.policy.retain.as_ref()?;
        whole(retain.due(&looked.table.partitions, &looked.survey.calendar, looked.survey.now).len())
    }),
    ("pgkeel_partitions_detached", "Detached tables that are still there", |_, looked| whole(looked.table.detached.len())),
    ("pgkeel_partitions_findings", "What somebody should look at", |_, looked| {
        whole(looked.findings().filter(|finding| finding.weight > Weight::Note).count())
    }),
];

impl Report for Status {
    fn outcome(&self) -> Outcome {
        match outcome(&self.entries, Outcome::Finding) {
            Outcome::Done if self.missing() > 0 || self.check && self.has_work() => Outcome::Finding,
            other => other,
        }
    }

    fn monitored(&self, format: Format) -> Option<String> {
        match format {
            Format::Nagios => Some(self.nagios()),
            Format::Prometheus => Some(samples(&self.database, &self.entries)),
            _ => None,
        }
    }

    fn exit_code(&self, format: Format) -> u8 {
        if format == Format::Nagios { self.nagios_code() } else { self.outcome().exit_code() }
    }

    fn json(&self) -> Value {
        tables_json(self.now, &self.entries)
    }

    fn text(&self, text: &mut Text) {
        let retains = self.entries.iter().any(|entry| entry.policy.retain.is_some());
        let rows: Vec<Vec<String>> =
            self.entries.iter().map(|entry| status_row(entry, &self.default_schema, retains)).collect();
        let columns = ["table", "every", "partitions", "ready until", "head-room", "missing", "gaps", "in default"];
        let more = ["oldest", "next to expire", "detached"];
        text.table(&columns.iter().chain(&more[..if retains { 3 } else { 0 }]).copied().collect::<Vec<_>>(), &rows);
        if self.timeline {
            self.draw(text);
        }
        for entry in &self.entries {
            let Ok(Looked { survey, .. }) = &entry.looked else { continue };
            if !survey.missing.is_empty() {
                let mut lowers: Vec<NaiveDateTime> = survey.missing.iter().map(|missing| missing.window.lower).collect();
                lowers.sort_unstable();
                let windows: Vec<String> = lowers.iter().map(|lower| survey.calendar.shown(Edge::At(*lower))).collect();
                let count = amount::count(windows.len(), "window");
                let (verb, which) = if windows.len() == 1 { ("has", "the one") } else { ("have", "those") };
                let from = some_of(&windows);
                text.warning("finding").plain(": ").plain(&entry.name(&self.default_schema));
                text.line(&format!(": {count} {verb} no partition: {which} from {from}"));
            }
        }
        write_findings(text, &self.entries, &self.default_schema);
        if self.has_work() {
            text.good("hint").line(": `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it");
        }
    }
}

fn status_row(entry: &Entry, default_schema: &str, retains: bool) -> Vec<String> {
    let mut row = vec![entry.name(default_schema), entry.policy.every.to_string()];
    let Ok(Looked { table, survey, .. }) = &entry.looked else {
        row.extend(std::iter::repeat_n("?".to_owned(), if retains { 9 } else { 6 }));
        return row;
    };
    let in_default = match &table.default {
        None => "-".to_owned(),
        Some(DefaultPartition { rows: DefaultRows::Counted { rows, or_more }, .. }) => {
            format!("{rows}{}", if *or_more { "+" } else { "" })
        }
        Some(_) => "?".to_owned(),
    };
    row.extend([
        table.partitions.len().to_string(),
        entry.shown_ready_until(),
        shown_head_room(survey.ready_until, survey.now),
        survey.missing.len().to_string(),
        survey.gaps.to_string(),
        in_default,
    ]);
    if retains {
        let oldest = table.partitions.first().map_or("-".to_owned(), |oldest| survey.calendar.shown(oldest.lower));
        let next = entry.policy.retain.as_ref().and_then(|retain| {
            let due = retain.due(&table.partitions, &survey.calendar, survey.now).len();
            let next = || next_to_expire(table, survey, retain).map(|at| survey.calendar.shown(Edge::At(at)));
            if due > 0 { Some(format!("{due} now")) } else { next() }
        });
        row.extend([oldest, next.unwrap_or_else(|| "-".to_owned()), table.detached.len().to_string()]);
    }
    row
}
