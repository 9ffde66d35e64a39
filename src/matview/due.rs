//! Whether a view is due: by its schedule, or because what it reads is not what it read at its last refresh. What cannot be
//! known to be unchanged counts as changed. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::upkeep::Upkeep;
use crate::amount;
use crate::identifier::QualifiedName;

/// What a view reads, directly or through views and functions, in the state in which it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reads {
    /// When the server began to count changes; `None` where it does not count.
    pub counted_since: Option<String>,
    /// Tables with all their partitions, materialized views, the definitions of views and functions: by kind and OID.
    pub sources: BTreeMap<String, Source>,
    /// Why it cannot be known whether what it reads has changed.
    pub opaque: Vec<String>,
}

/// One thing that a view reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// As SQL has it.
    pub name: String,
    /// Differs whenever something was changed: the counters of a table, the digest of a definition.
    pub state: String,
}

/// What is kept of [`Reads`] with a refresh.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    counted_since: Option<String>,
    sources: BTreeMap<String, String>,
}

impl Reads {
    pub fn remembered(&self) -> Remembered {
        let sources = self.sources.iter().map(|(key, source)| (key.clone(), source.state.clone())).collect();
        Remembered { counted_since: self.counted_since.clone(), sources }
    }

    /// What is known to have changed since; `None` where nothing is.
    pub fn changed_since(&self, then: &Remembered) -> Option<String> {
        if self.counted_since != then.counted_since {
            return Some("the server's statistics were reset since".to_owned());
        }
        let changed: Vec<&str> = self
            .sources
            .iter()
            .filter(|(key, source)| then.sources.get(*key) != Some(&source.state))
            .map(|(_, source)| source.name.as_str())
            .collect();
        match changed.as_slice() {
            // What is not read any more went with its rows: a partition that was detached or dropped.
            [] if then.sources.len() > self.sources.len() => Some("a table that it read is not there any more".to_owned()),
            [] => None,
            [one] => Some(format!("{one} has changed")),
            [one, rest @ ..] => Some(format!("{one} and {} more have changed", rest.len())),
        }
    }
}

/// A refresh, as pgkeel's own table has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub way: String,
    pub cause: String,
    /// As the server's statistics count them.
    pub rows: Option<i64>,
    pub bytes: Option<i64>,
    pub by: String,
    #[serde(skip)]
    pub reads: Option<Remembered>,
}

impl Record {
    pub fn took(&self) -> std::time::Duration {
        (self.ended - self.began).to_std().unwrap_or_default()
    }
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailedAttempt {
    pub ended: DateTime<Utc>,
    pub error: String,
}

/// What is recorded of a view.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct History {
    /// The last refresh that came to its end.
    pub last: Option<Record>,
    /// The last attempt, where it failed.
    pub failed: Option<FailedAttempt>,
}

/// Whether it is time, and why, or why not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    #[serde(rename = "due")]
    pub is_due: bool,
    pub why: String,
    /// When it will be, where a schedule says so.
    pub next: Option<DateTime<Utc>>,
}

impl Due {
    fn now(why: impl Into<String>) -> Self {
        Self { is_due: true, why: why.into(), next: None }
    }
}

/// Judges one view by itself.
pub fn due(populated: bool, upkeep: &Upkeep, history: &History, reads: &Reads, now: DateTime<Utc>) -> Due {
    if !populated {
        return Due::now("it is not populated");
    }
    let Some(last) = &history.last else { return Due::now("no refresh of it is recorded") };
    if let Some(schedule) = &upkeep.schedule {
        let next = schedule.next(last.began);
        let is_due = next <= now;
        let why = if is_due {
            format!("{schedule}; the last refresh began {} ago", amount::age(now - last.began))
        } else {
            schedule.to_string()
        };
        return Due { is_due, why, next: Some(next) };
    }
    if reads.counted_since.is_none() {
        return Due::now("the server counts no changes: track_counts is off");
    }
    let changed =
        last.reads.as_ref().map_or(Some("nothing is recorded of what it read".to_owned()), |then| reads.changed_since(then));
    match (changed, reads.opaque.as_slice()) {
        (Some(changed), _) => Due::now(changed),
        (None, [first, ..]) => Due::now(format!("it may have changed: {first}")),
        (None, []) => Due { is_due: false, why: "what it reads has not changed".to_owned(), next: None },
    }
}

/// Why a view without a schedule is due together with one that it reads.
pub fn because_of(source: &QualifiedName) -> Due {
    Due::now(format!("it reads {source}, which is refreshed before"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn reads(sources: &[(&str, &str)]) -> Reads {
        let source =
            |(name, state): &(&str, &str)| (format!("r{name}"), Source { name: (*name).into(), state: (*state).into() });
        Reads { counted_since: Some("1".into()), sources: sources.iter().map(source).collect(), opaque: Vec::new() }
    }

    fn history(reads: Option<&Reads>) -> History {
        let last = Record {
            began: time("2026-11-20T03:00:00Z"),
            ended: time("2026-11-20T03:00:05Z"),
            way: "plain".into(),
            cause: "asked for".into(),
            rows: None,
            bytes: None,
            by: "o".into(),
            reads: reads.map(Reads::remembered),
        };
        History { last: Some(last), failed: None }
    }

    #[test]
    fn a_view_without_a_schedule_is_due_when_what_it_reads_is_not_known_to_be_the_same() {
        let now = time("2026-11-20T12:00:00Z");
        let then = reads(&[("a", "1 0 0"), ("b", "2 0 0")]);
        let judge = |reads: &Reads, history: &History| {
            let due = due(true, &Upkeep::default(), history, reads, now);
            format!("{}: {}", due.is_due, due.why)
        };
        let known = history(Some(&then));
        let reset = Reads { counted_since: Some("2".into()), ..then.clone() };
        let uncounted = Reads { counted_since: None, ..then.clone() };
        let opaque = Reads { opaque: vec!["f is a foreign table".into()], ..then.clone() };
        insta::assert_debug_snapshot!([
            judge(&then, &known),
            judge(&reads(&[("a", "1 0 0"), ("b", "2 1 0")]), &known),
            judge(&reads(&[("a", "9 0 0"), ("b", "2 1 0"), ("c", "")]), &known),
            judge(&reads(&[("a", "1 0 0")]), &known),
            judge(&reset, &known),
            judge(&uncounted, &known),
            judge(&opaque, &known),
            judge(&then, &history(None)),
            judge(&then, &History::default()),
        ], @r#"
        [
            "false: what it reads has not changed",
            "true: b has changed",
            "true: a and 2 more have changed",
            "true: a table that it read is not there any more",
            "true: the server's statistics were reset since",
            "true: the server counts no changes: track_counts is off",
            "true: it may have changed: f is a foreign table",
            "true: nothing is recorded of what it read",
            "true: no refresh of it is recorded",
        ]
        "#);
        assert!(due(false, &Upkeep::default(), &known, &then, now).is_due);
    }

    #[test]
    fn a_schedule_alone_decides_where_there_is_one() {
        let upkeep: Upkeep = toml::from_str("every = \"1 day\"").unwrap();
        let changed = reads(&[("a", "2")]);
        let known = history(Some(&reads(&[("a", "1")])));
        let judge = |now: &str| due(true, &upkeep, &known, &changed, time(now));
        assert_eq!(
            judge("2026-11-20T12:00:00Z"),
            Due { is_due: false, why: "every 1 day".into(), next: Some(time("2026-11-21T01:48:00Z")) }
        );
        assert_eq!(judge("2026-11-21T03:00:00Z").why, "every 1 day; the last refresh began 24 h ago");
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let remembered = reads(&[("a \"b\"", "1 2 3")]).remembered();
        let text = serde_json::to_string(&remembered).unwrap();
        assert_eq!(serde_json::from_str::<Remembered>(&text).unwrap(), remembered);
    }
}
