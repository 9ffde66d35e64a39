//! What `pgkeel retention` says: a line per policy, then what a person should know, then what failed.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Entry;
use crate::amount;
use crate::error::Kind;
use crate::partition::finding::Weight;
use crate::plan::Plan;
use crate::retention::plan::Looked;
use crate::ui::text::Text;
use crate::ui::{self, Format, Outcome, Report, monitors};

/// Failures outweigh locks that could not be had, and those outweigh findings.
fn outcome(entries: &[Entry]) -> Outcome {
    let errors = || entries.iter().filter_map(Entry::error);
    let findings = || entries.iter().flat_map(Entry::findings).any(|finding| finding.weight >= Weight::Finding);
    match () {
        () if errors().any(|error| error.kind() != Kind::Busy) => Outcome::Failed,
        () if errors().next().is_some() => Outcome::Busy,
        () if findings() => Outcome::Finding,
        () => Outcome::Done,
    }
}

fn policies_json(now: DateTime<Utc>, entries: &[Entry]) -> Value {
    let policy = |entry: &Entry| {
        let policy = &entry.policy;
        let looked = entry.looked.as_ref().ok();
        json!({
            "policy": policy.name,
            "file": policy.file(),
            "table": policy.table,
            "action": policy.action.word(),
            "keep": policy.shown_keep(),
            "cutoff": looked.map(|looked| &looked.cutoff),
            "due": entry.counts.as_ref().map(|counts| counts.due),
            "held": entry.counts.as_ref().map_or(entry.tally.held, |counts| counts.held),
            "oldest": entry.counts.as_ref().map(|counts| &counts.oldest),
            "done": entry.tally.erased,
            "batches": entry.tally.batches,
            "in_use": entry.tally.skipped,
            "kept": entry.tally.kept,
            "error": entry.error(),
            "findings": entry.findings(),
        })
    };
    json!({ "now": now, "policies": entries.iter().map(policy).collect::<Vec<_>>() })
}

fn write_findings(text: &mut Text, entries: &[Entry]) {
    for entry in entries {
        for finding in entry.findings() {
            match finding.weight {
                Weight::Note => text.dim("note"),
                Weight::Finding | Weight::Blocked | Weight::Critical => text.warning("finding"),
            };
            text.plain(": ").plain(&entry.policy.name).plain(": ").line(&finding.message);
        }
    }
    for entry in entries {
        if let Some(error) = entry.error() {
            ui::errors::write(text, &error.clone().while_doing(&entry.policy.name));
        }
    }
}

fn cutoff(entry: &Entry) -> String {
    entry.looked.as_ref().map_or_else(|_| "?".to_owned(), |looked| looked.cutoff.clone())
}

/// `retention status`, `retention plan`, `retention run --dry-run`.
pub(super) struct Looking {
    pub now: DateTime<Utc>,
    pub entries: Vec<Entry>,
    pub default_schema: String,
    /// Rows past their time are a finding.
    pub check: bool,
    /// The plan is what is asked for.
    pub as_plan: bool,
}

impl Looking {
    /// A step for each policy that has rows to erase.
    fn plan(&self) -> Plan {
        let step = |entry: &Entry| {
            let (Ok(Looked { step, .. }), Some(counts)) = (&entry.looked, &entry.counts) else { return None };
            let rows = amount::count(usize::try_from(counts.due).unwrap_or_default(), "row");
            let (are, held) = (if counts.due == 1 { "is" } else { "are" }, counts.held);
            let reason = format!("{}; {rows} {are} due, {held} held", step.reason);
            (counts.due > 0).then(|| step.clone().because(reason))
        };
        Plan { steps: self.entries.iter().filter_map(step).collect() }
    }
}

impl Report for Looking {
    fn outcome(&self) -> Outcome {
        let is_due = self.entries.iter().any(|entry| entry.counts.as_ref().is_some_and(|counts| counts.due > 0));
        match outcome(&self.entries) {
            Outcome::Done if self.check && is_due => Outcome::Finding,
            outcome => outcome,
        }
    }

    fn json(&self) -> Value {
        let mut value = policies_json(self.now, &self.entries);
        if self.as_plan {
            value["plan"] = json!(self.plan());
        }
        value
    }

    fn text(&self, text: &mut Text) {
        let plan = self.plan();
        if !self.as_plan {
            let row = |entry: &Entry| {
                let count = |of: fn(&super::Counts) -> String| entry.counts.as_ref().map_or_else(|| "?".to_owned(), of);
                vec![
                    entry.policy.name.clone(),
                    entry.policy.table.short(&self.default_schema),
                    entry.policy.action.word().to_owned(),
                    entry.policy.shown_keep(),
                    cutoff(entry),
                    count(|counts| counts.due.to_string()),
                    count(|counts| counts.held.to_string()),
                    count(|counts| counts.oldest.clone().unwrap_or_default()),
                ]
            };
            let columns = ["policy", "table", "action", "keep", "before", "due", "held", "oldest"];
            text.table(&columns, &self.entries.iter().map(row).collect::<Vec<_>>());
        } else if !plan.is_empty() {
            ui::plan::write(text, &plan);
        } else if self.outcome() == Outcome::Done {
            // A comment: what is printed is a script.
            text.dim(&format!("-- {}", nothing(&self.entries))).end();
        }
        write_findings(text, &self.entries);
    }
}

fn nothing(entries: &[Entry]) -> String {
    let held: i64 = entries.iter().map(|entry| entry.counts.as_ref().map_or(entry.tally.held, |counts| counts.held)).sum();
    let held = if held > 0 { format!(", {held} held") } else { String::new() };
    format!("nothing to do: no row is past its time by {}{held}", amount::count(entries.len(), "policy"))
}

/// A measure: its name, what it is, and its value for a policy.
type Family = (&'static str, &'static str, fn(&Entry) -> String);

/// `retention run`.
pub(super) struct Ran {
    pub database: String,
    pub now: DateTime<Utc>,
    pub entries: Vec<Entry>,
    pub default_schema: String,
}

impl Report for Ran {
    fn is_account(&self) -> bool {
        true
    }

    fn outcome(&self) -> Outcome {
        outcome(&self.entries)
    }

    fn monitored(&self, format: Format) -> Option<String> {
        if format != Format::Prometheus {
            return None;
        }
        let of_each = |value: fn(&Entry) -> String| {
            let labels = |entry: &Entry| monitors::labels(&[("database", &self.database), ("policy", &entry.policy.name)]);
            self.entries.iter().map(|entry| (labels(entry), value(entry))).collect::<Vec<_>>()
        };
        let mut output = String::new();
        let families: [Family; 4] = [
            ("pgkeel_retention_rows", "Rows that the last run deleted or anonymised", |entry| entry.tally.erased.to_string()),
            ("pgkeel_retention_held_rows", "Rows past their time that are held", |entry| entry.tally.held.to_string()),
            ("pgkeel_retention_rows_in_use", "Rows left to the next run", |entry| entry.tally.skipped.to_string()),
            ("pgkeel_retention_failed", "1 where the last run did not come to its end", |entry| {
                u8::from(entry.error().is_some()).to_string()
            }),
        ];
        for (name, help, value) in families {
            monitors::family(&mut output, name, help, of_each(value));
        }
        Some(output)
    }

    fn json(&self) -> Value {
        policies_json(self.now, &self.entries)
    }

    fn text(&self, text: &mut Text) {
        if self.entries.iter().all(|entry| entry.tally.erased == 0) && self.outcome() == Outcome::Done {
            text.line(&nothing(&self.entries));
        } else {
            let row = |entry: &Entry| {
                vec![
                    entry.policy.name.clone(),
                    entry.policy.table.short(&self.default_schema),
                    entry.policy.action.word().to_owned(),
                    cutoff(entry),
                    entry.tally.erased.to_string(),
                    entry.tally.held.to_string(),
                ]
            };
            let columns = ["policy", "table", "action", "before", "rows", "held"];
            text.table(&columns, &self.entries.iter().map(row).collect::<Vec<_>>());
        }
        write_findings(text, &self.entries);
    }
}
