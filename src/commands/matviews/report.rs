//! What `pgkeel matviews refresh` says: a line per view, then the errors, then what would spare readers.

use serde_json::{Value, json};

use super::work::{Done, RefreshResult, Work};
use super::{advise, describe, none_in, unrecorded, write_unrecorded};
use crate::amount;
use crate::error::Kind;
use crate::identifier::QualifiedName;
use crate::matview::Record;
use crate::migration::journal::Access;
use crate::plan::Plan;
use crate::ui::text::Text;
use crate::ui::{Format, Outcome, Report, errors, monitors, plan};

/// `--dry-run`.
pub(super) struct DryRun {
    pub schemas: Vec<String>,
    /// How many there are, chosen or not.
    pub views: usize,
    pub plan: Plan,
}

impl Report for DryRun {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "dry_run": true, "plan": self.plan })
    }

    fn text(&self, text: &mut Text) {
        if self.plan.is_empty() {
            nothing(text, &self.schemas, self.views);
        } else {
            plan::write(text, &self.plan);
        }
    }
}

fn nothing(text: &mut Text, schemas: &[String], views: usize) {
    if views == 0 {
        text.line(&none_in(schemas));
    } else {
        text.line("nothing to do: no materialized view is due");
    }
}

pub(super) struct Refreshed {
    pub schemas: Vec<String>,
    pub views: usize,
    pub due: bool,
    pub access: Access,
    pub work: Work,
}

impl Report for Refreshed {
    fn is_account(&self) -> bool {
        true
    }

    /// Only locks in the way: try later. Anything else that went wrong: failed.
    fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::Done;
        for done in &self.work.done {
            match &done.result {
                RefreshResult::Refreshed(_) | RefreshResult::Elsewhere | RefreshResult::Skipped(_) => (),
                RefreshResult::Failed(error) if error.kind() == Kind::Busy => outcome = Outcome::Busy,
                RefreshResult::Failed(_) | RefreshResult::NotBegun => return Outcome::Failed,
            }
        }
        outcome
    }

    /// Of every view its last refresh, and of those of this run whether it was to no end.
    fn monitored(&self, format: Format) -> Option<String> {
        if format != Format::Prometheus {
            return None;
        }
        let labels =
            |view: &QualifiedName| monitors::labels(&[("database", &self.work.database), ("matview", &view.to_string())]);
        let of_last = |value: fn(&Record) -> Option<String>| {
            let last = self.work.histories.iter().filter_map(|(view, history)| Some((view, history.last.as_ref()?)));
            last.filter_map(|(view, last)| Some((labels(view), value(last)?))).collect::<Vec<_>>()
        };
        let failed = self.work.done.iter().map(|done| {
            let failed = !matches!(done.result, RefreshResult::Refreshed(_) | RefreshResult::Elsewhere);
            (labels(&done.refresh.view), u8::from(failed).to_string())
        });
        let mut output = String::new();
        let families = [
            (
                "pgkeel_matview_last_refresh_timestamp_seconds",
                "When the last refresh on record ended",
                of_last(|last| Some(last.ended.timestamp().to_string())),
            ),
            (
                "pgkeel_matview_last_refresh_duration_seconds",
                "How long it took",
                of_last(|last| Some(last.took().as_secs_f64().to_string())),
            ),
            (
                "pgkeel_matview_rows",
                "Rows after it, as the server's statistics count them",
                of_last(|last| last.rows.map(|rows| rows.to_string())),
            ),
            ("pgkeel_matview_bytes", "Size after it, with indexes", of_last(|last| last.bytes.map(|bytes| bytes.to_string()))),
            ("pgkeel_matview_refresh_failed", "1 where the last run was to refresh it and did not", failed.collect()),
        ];
        for (name, help, samples) in families {
            monitors::family(&mut output, name, help, samples);
        }
        Some(output)
    }

    fn json(&self) -> Value {
        let view = |done: &Done| {
            let refresh = &done.refresh;
            let mut value = json!({
                "view": refresh.view,
                "result": done.result.word(),
                "refresh": refresh.way,
                "cause": refresh.cause,
            });
            match &done.result {
                RefreshResult::Refreshed(took) => {
                    value["duration_ms"] = json!(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
                    value["rows"] = json!(done.rows);
                }
                RefreshResult::Failed(error) => value["error"] = json!(error),
                RefreshResult::Skipped(source) => value["because_of"] = json!(source),
                RefreshResult::Elsewhere | RefreshResult::NotBegun => (),
            }
            value
        };
        json!({
            "dry_run": false,
            "recorded": unrecorded(self.access).is_none(),
            "views": self.work.done.iter().map(view).collect::<Vec<_>>(),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.work.done.is_empty() {
            nothing(text, &self.schemas, self.views);
            return;
        }
        let short = |name: &QualifiedName| name.short(&self.schemas[0]);
        let row = |done: &Done| {
            let note = match &done.result {
                RefreshResult::Refreshed(took) => {
                    let rows = done.rows.and_then(|rows| usize::try_from(rows).ok());
                    let rows = rows.map_or_else(String::new, |rows| format!("{}, ", amount::count(rows, "row")));
                    format!("{}, {rows}{}", amount::duration(*took), describe(&done.refresh.way))
                }
                RefreshResult::Elsewhere => "by another pgkeel, meanwhile".to_owned(),
                RefreshResult::Failed(error) => error.message().to_owned(),
                RefreshResult::Skipped(source) => format!("it reads {}, which was not refreshed", short(source)),
                RefreshResult::NotBegun => "the run ended before its turn".to_owned(),
            };
            let mut row = vec![short(&done.refresh.view), done.result.word().replace('-', " "), note];
            if self.due {
                row.insert(2, done.refresh.cause.clone());
            }
            row
        };
        let columns: &[&str] = if self.due { &["view", "result", "why", "how"] } else { &["view", "result", "how"] };
        text.table(columns, &self.work.done.iter().map(row).collect::<Vec<_>>());
        for done in &self.work.done {
            match &done.result {
                RefreshResult::Failed(error) => {
                    text.end();
                    errors::write(text, error);
                }
                RefreshResult::Refreshed(_) => advise(text, &short(&done.refresh.view), &done.refresh.way),
                RefreshResult::Elsewhere | RefreshResult::Skipped(_) | RefreshResult::NotBegun => (),
            }
        }
        write_unrecorded(text, self.access);
    }
}
