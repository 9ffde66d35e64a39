//! What `pgkeel partitions maintain` and `plan` say: a line per table, then what a person should know, heaviest last.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::Looked;
use super::act::Account;
use crate::amount;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::partition::bounds::Edge;
use crate::partition::finding::{Finding, Weight};
use crate::partition::live::{DefaultPartition, DefaultRows, Partition, Table};
use crate::partition::mark::Mark;
use crate::partition::policy::Policy;
use crate::partition::retain::Retain;
use crate::partition::retire;
use crate::partition::survey::Survey;
use crate::partition::urgency::{head_room, shown_head_room};
use crate::plan::Plan;
use crate::ui::text::Text;
use crate::ui::{self, Format, Outcome, Report};

/// One policy and what came of it.
pub(super) struct Entry {
    pub policy: Policy,
    pub looked: Result<Looked>,
    /// Says so where another run is at work on it: then it is left alone.
    pub elsewhere: Option<Error>,
    pub account: Account,
}

impl Entry {
    pub(super) fn name(&self, default_schema: &str) -> String {
        self.policy.table.short(default_schema)
    }

    pub(super) fn is_ours(&self) -> bool {
        self.elsewhere.is_none()
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &Error> {
        self.account.failures.iter().chain(self.looked.as_ref().err()).chain(&self.elsewhere)
    }

    /// What is seen of a table in the midst of another run's work is nothing to tell, unless inserts are about to fail.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.looked.iter().flat_map(Looked::findings);
        findings.filter(|finding| self.is_ours() || finding.weight == Weight::Critical)
    }

    /// What became of it, in a word.
    fn outcome(&self, blocked: Outcome) -> Outcome {
        let heaviest = self.findings().map(|finding| finding.weight).max();
        if self.errors().any(|error| error.kind() != Kind::Busy)
            || heaviest >= Some(Weight::Blocked) && blocked == Outcome::Failed
        {
            Outcome::Failed
        } else if self.errors().next().is_some() {
            Outcome::Busy
        } else if heaviest >= Some(Weight::Finding) {
            Outcome::Finding
        } else {
            Outcome::Done
        }
    }

    pub(super) fn ready_until(&self) -> Option<Edge> {
        self.looked.as_ref().ok().and_then(|looked| looked.survey.ready_until)
    }

    /// Until when the table is ready, for people.
    pub(super) fn shown_ready_until(&self) -> String {
        match &self.looked {
            Err(_) => "?".to_owned(),
            Ok(Looked { survey, .. }) => match survey.ready_until {
                None => "not now".to_owned(),
                Some(Edge::Highest) => "for ever".to_owned(),
                Some(edge) => survey.calendar.shown(edge),
            },
        }
    }

    fn json(&self) -> Value {
        let policy = &self.policy;
        let mut value = json!({
            "table": policy.table,
            "policy": policy.file(),
            "every": policy.every,
            "time_zone": policy.time_zone.name(),
            "premake": policy.premake,
            "created": self.account.created,
            "detached": self.account.detached,
            "archived": self.account.archived,
            "dropped": self.account.dropped,
            "error": self.errors().next(),
            "errors": self.errors().collect::<Vec<_>>(),
            "findings": self.findings().collect::<Vec<_>>(),
        });
        if let (Ok(Looked { table, survey, .. }), Some(object)) = (&self.looked, value.as_object_mut()) {
            let key_type = table.key_type;
            let missing: Vec<Value> = survey
                .missing
                .iter()
                .map(|missing| {
                    let (from, to) = (key_type.text(missing.window.lower), key_type.text(missing.window.upper));
                    json!({ "name": missing.name, "from": from, "to": to })
                })
                .collect();
            let facts = json!({
                "key": table.key_column,
                "key_type": table.key_cast,
                "encoding": key_type.word(),
                "partitions": table.partitions.len(),
                "size": table.partitions.iter().map(|partition| partition.size).sum::<i64>(),
                "wanted": survey.wanted.len(),
                "missing": missing,
                "blocked": survey.blocked,
                "gaps": survey.gaps,
                "adopted": survey.adopted,
                "ready_until": survey.ready_until.map(|edge| edge.text(key_type)),
                "head_room_seconds": head_room(survey.ready_until, survey.now).map(|length| length.num_seconds()),
                "default": table.default.as_ref().map(default_json),
            });
            object.extend(facts.as_object().cloned().unwrap_or_default());
            if let Some(retain) = &policy.retain {
                let waiting = waiting(table, retain);
                object.insert(
                    "retain".to_owned(),
                    json!({
                        "cutoff": key_type.text(retain.cutoff(&survey.calendar, survey.now)),
                        "due": retain.due(&table.partitions, &survey.calendar, survey.now).iter()
                            .map(|index| &table.partitions[*index].name).collect::<Vec<_>>(),
                        "next": next_to_expire(table, survey, retain).map(|at| key_type.text(at)),
                        "waiting": waiting.iter().map(|(name, at)| json!({ "name": name, "drop_after": at })).collect::<Vec<_>>(),
                    }),
                );
            }
        }
        value
    }
}

fn default_json(default: &DefaultPartition) -> Value {
    match &default.rows {
        DefaultRows::Counted { rows, or_more } => json!({ "name": default.name, "rows": rows, "or_more": or_more }),
        DefaultRows::Unknown(reason) => json!({ "name": default.name, "rows": null, "reason": reason }),
    }
}

/// Detached tables, and when each may be dropped, if ever.
fn waiting<'a>(table: &'a Table, retain: &Retain) -> Vec<(&'a QualifiedName, Option<DateTime<Utc>>)> {
    let drops = |mark: &Mark| (mark.to_be_dropped && retain.then.drops()).then(|| retire::drops_after(mark, retain));
    table.detached.iter().map(|detached| (&detached.name, drops(&detached.mark))).collect()
}

/// When the next partition comes to be past its time, those aside that are already.
pub(super) fn next_to_expire(table: &Table, survey: &Survey, retain: &Retain) -> Option<NaiveDateTime> {
    let expires = |partition: &Partition| match partition.upper {
        Edge::At(upper) => Some(retain.expires(upper, &survey.calendar)),
        Edge::Lowest | Edge::Highest => None,
    };
    table.partitions.iter().filter_map(expires).find(|at| *at > survey.now)
}

/// Failures outweigh locks that could not be had, and those outweigh findings.
pub(super) fn outcome(entries: &[Entry], blocked: Outcome) -> Outcome {
    let outcomes = || entries.iter().map(|entry| entry.outcome(blocked));
    let gravest =
        [Outcome::Failed, Outcome::Busy, Outcome::Finding].into_iter().find(|grave| outcomes().any(|it| it == *grave));
    gravest.unwrap_or(Outcome::Done)
}

pub(super) fn tables_json(now: DateTime<Utc>, entries: &[Entry]) -> Value {
    json!({ "now": now, "tables": entries.iter().map(Entry::json).collect::<Vec<_>>() })
}

/// Notes, findings and problems, then the errors of single tables.
pub(super) fn write_findings(text: &mut Text, entries: &[Entry], default_schema: &str) {
    for entry in entries {
        let table = entry.name(default_schema);
        for finding in entry.findings() {
            match finding.weight {
                Weight::Note => text.dim("note"),
                Weight::Finding => text.warning("finding"),
                Weight::Blocked => text.bad("problem"),
                Weight::Critical => text.bad("critical"),
            };
            text.plain(": ").plain(&table).plain(": ").line(&finding.message);
            if let Some(hint) = &finding.hint {
                text.good("hint").plain(": ").line(hint);
            }
        }
    }
    for entry in entries {
        let name = entry.name(default_schema);
        for error in entry.errors() {
            if error.kind() == Kind::Busy {
                let name = match &entry.looked {
                    Ok(Looked { survey, .. }) => {
                        format!("{name} (head-room: {})", shown_head_room(survey.ready_until, survey.now))
                    }
                    Err(_) => name.clone(),
                };
                ui::errors::write_deferred(text, &error.clone().while_doing(name));
            } else {
                ui::errors::write(text, &error.clone().while_doing(&name));
            }
        }
    }
}

/// `partitions maintain`.
pub(super) struct Maintained {
    pub database: String,
    pub now: DateTime<Utc>,
    pub default_schema: String,
    pub entries: Vec<Entry>,
    /// How the server is called, where it is a standby: then nothing is done.
    pub standby: Option<String>,
}

impl Report for Maintained {
    fn monitored(&self, format: Format) -> Option<String> {
        (format == Format::Prometheus).then(|| super::status::samples(&self.database, &self.entries))
    }

    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        outcome(&self.entries, Outcome::Failed)
    }

    fn json(&self) -> Value {
        let mut value = tables_json(self.now, &self.entries);
        for (entry, table) in self.entries.iter().zip(value["tables"].as_array_mut().into_iter().flatten()) {
            table["outcome"] = json!(entry.outcome(Outcome::Failed));
        }
        let of = |keep: fn(&Entry) -> bool| -> Vec<&QualifiedName> {
            self.entries.iter().filter(|entry| keep(entry)).map(|entry| &entry.policy.table).collect()
        };
        value["failed"] = json!(of(|entry| entry.outcome(Outcome::Failed) == Outcome::Failed));
        value["deferred"] = json!(of(|entry| entry.errors().any(|error| error.kind() == Kind::Busy)));
        value["critical"] = json!(of(|entry| entry.findings().any(|finding| finding.weight == Weight::Critical)));
        if self.standby.is_some() {
            value["standby"] = json!(true);
        }
        value
    }

    fn text(&self, text: &mut Text) {
        if let Some(server) = &self.standby {
            text.line(&format!("nothing to do: {server} is a standby, and gets its partitions from its primary"));
            return;
        }
        let any = |of: Listing| self.entries.iter().any(|entry| !of(&entry.account).is_empty());
        let retired: Vec<(&str, Listing)> = RETIRED.into_iter().filter(|(_, of)| any(*of)).collect();
        if retired.is_empty() && !any(|account| &account.created) && self.outcome() == Outcome::Done {
            text.line(&format!("nothing to do: {}", ready(&self.entries)));
        } else {
            let mut columns = vec!["table", "ready until", "there before", "created"];
            columns.extend(retired.iter().map(|(name, _)| *name));
            let row = |entry| maintained_row(entry, &self.default_schema, &retired);
            let rows: Vec<Vec<String>> = self.entries.iter().map(row).collect();
            text.table(&columns, &rows);
        }
        write_findings(text, &self.entries, &self.default_schema);
    }
}

/// `8 tables are ready until 2026-11-26`, or longer where their windows differ.
fn ready(entries: &[Entry]) -> String {
    let earliest = entries.iter().min_by_key(|entry| entry.ready_until());
    let until = earliest.map(Entry::shown_ready_until).unwrap_or_default();
    let (tables, verb) = (amount::count(entries.len(), "table"), if entries.len() == 1 { "is" } else { "are" });
    let longer = if entries.iter().any(|entry| entry.shown_ready_until() != until) { " or longer" } else { "" };
    format!("{tables} {verb} ready until {until}{longer}")
}

/// What was done to some partitions.
type Listing = fn(&Account) -> &Vec<QualifiedName>;

/// What may have become of partitions, with a column each where it has.
const RETIRED: [(&str, Listing); 3] = [
    ("detached", |account| &account.detached),
    ("archived", |account| &account.archived),
    ("dropped", |account| &account.dropped),
];

fn maintained_row(entry: &Entry, default_schema: &str, retired: &[(&str, Listing)]) -> Vec<String> {
    let account = &entry.account;
    let there = match &entry.looked {
        Ok(looked) => looked.survey.there.saturating_sub(account.created.len()).to_string(),
        Err(_) => "?".to_owned(),
    };
    let mut row = vec![entry.name(default_schema), entry.shown_ready_until(), there, listed(&account.created)];
    row.extend(retired.iter().map(|(_, of)| listed(of(account))));
    row
}

/// How many, and the first and last of them.
fn listed(names: &[QualifiedName]) -> String {
    match names {
        [] => "0".to_owned(),
        [only] => format!("1: {}", only.name),
        [first, .., last] => {
            let separator = if names.len() == 2 { ", " } else { " … " };
            format!("{}: {}{separator}{}", names.len(), first.name, last.name)
        }
    }
}

/// `partitions maintain --dry-run`: the very plan that would run, as a script.
pub(super) struct DryRun {
    pub now: DateTime<Utc>,
    pub default_schema: String,
    pub entries: Vec<Entry>,
}

impl DryRun {
    fn plan(&self) -> Plan {
        let looked = || self.entries.iter().flat_map(|entry| &entry.looked);
        let first = looked().flat_map(|looked| &looked.first).flat_map(|stage| &stage.plan.steps);
        let create = looked().flat_map(|looked| looked.plan.plan.steps.iter().chain(&looked.plan.afterwards));
        let parts = looked().flat_map(|looked| &looked.parts).flat_map(|stage| &stage.plan.steps);
        let retire = looked().flat_map(|looked| &looked.retirement.stages).flat_map(|stage| &stage.plan.steps);
        Plan { steps: first.chain(create).chain(parts).chain(retire).cloned().collect() }
    }
}

impl Report for DryRun {
    fn outcome(&self) -> Outcome {
        outcome(&self.entries, Outcome::Failed)
    }

    fn json(&self) -> Value {
        let mut value = tables_json(self.now, &self.entries);
        value["plan"] = json!(self.plan());
        value
    }

    fn text(&self, text: &mut Text) {
        let plan = self.plan();
        if !plan.is_empty() {
            ui::plan::write(text, &plan);
        } else if self.outcome() == Outcome::Done {
            // A comment: what is printed is a script.
            text.dim(&format!("-- nothing to do: {}", ready(&self.entries))).end();
        }
        write_findings(text, &self.entries, &self.default_schema);
    }
}
