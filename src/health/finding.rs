//! What a check came to: evidence from the server in, a verdict out. What could not be seen is never ok.

use chrono::NaiveDate;
use serde::Serialize;

use super::check::{Group, Unit};
use super::configured::Acceptance;
use super::selection::Selected;
use super::state::Sample;
use super::threshold::{Direction, Thresholds};

/// How a check, or all of them together, came out; ordered, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The question has no answer here: an extension is not there, or too little has happened yet.
    Skipped,
    Ok,
    /// Worth knowing, and nothing to act on.
    Info,
    Warning,
    /// It could not be told; worse than a warning, because it may hide anything.
    Unknown,
    Critical,
}

impl Status {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Critical => "critical",
        }
    }

    /// Whether somebody should look.
    pub const fn is_finding(self) -> bool {
        matches!(self, Self::Warning | Self::Unknown | Self::Critical)
    }
}

/// The state of all: the worst of them. Of nothing it is `Skipped`.
pub fn worst(findings: &[Finding]) -> Status {
    findings.iter().map(|finding| finding.status).max().unwrap_or(Status::Skipped)
}

/// Something that a value is about: a session, a database, an index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    pub name: String,
    /// Its own value, in the check's unit.
    pub value: Option<f64>,
    #[serde(skip)]
    pub remedy_sql: Option<String>,
}

/// What a check's query answered; see [`Check::sql`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub value: Option<f64>,
    pub message: String,
    pub skipped: Option<String>,
    pub blind: Option<String>,
    pub missing_grant: Option<String>,
    pub objects: Vec<Object>,
    /// What was counted, by name; a value comes of it in [`super::resolve`].
    pub counters: Vec<(String, Sample)>,
}

/// What there is to judge a check by.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    Read(Reading),
    /// The question cannot be asked here, and what would change that.
    NotApplicable {
        reason: String,
        remedy: Option<String>,
        remedy_sql: Vec<String>,
        /// What would let the role ask.
        missing_grant: Option<String>,
    },
    /// The question was asked and failed.
    Failed {
        reason: String,
        missing_grant: Option<String>,
    },
}

/// A check's result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub check: &'static str,
    pub group: Group,
    pub meaning: &'static str,
    pub status: Status,
    /// A number only where the verdict rests on it: none when skipped or unknown.
    pub value: Option<f64>,
    pub unit: Unit,
    pub thresholds: Thresholds,
    pub direction: Direction,
    pub message: String,
    /// What is beyond the warning threshold.
    pub objects: Vec<Object>,
    pub remedy: Option<String>,
    pub remedy_sql: Vec<String>,
    /// What that SQL locks.
    pub remedy_lock: Option<&'static str>,
    pub missing_grant: Option<String>,
    /// By what it is less grave than it would be.
    pub accepted: Vec<Acceptance>,
    /// How long it took to ask, where that was measured.
    pub duration_ms: Option<f64>,
}

/// Judges a check by its evidence, and by what was accepted until today or later.
pub fn judge(selected: &Selected, evidence: Evidence, today: NaiveDate) -> Finding {
    let finding = match evidence {
        Evidence::NotApplicable { reason, remedy, remedy_sql, missing_grant } => {
            Finding { remedy, remedy_sql, missing_grant, ..finding(selected, Status::Skipped, reason) }
        }
        Evidence::Failed { reason, missing_grant } => Finding { missing_grant, ..finding(selected, Status::Unknown, reason) },
        Evidence::Read(reading) => judge_reading(selected, reading, today),
    };
    accept_whole(selected, finding, today)
}

fn finding(Selected { check, thresholds, .. }: &Selected, status: Status, message: String) -> Finding {
    Finding {
        check: check.name,
        group: check.group,
        meaning: check.meaning,
        status,
        value: None,
        unit: check.unit,
        thresholds: *thresholds,
        direction: check.direction,
        message,
        objects: Vec::new(),
        remedy: None,
        remedy_sql: Vec::new(),
        remedy_lock: None,
        missing_grant: None,
        accepted: Vec::new(),
        duration_ms: None,
    }
}

fn judge_reading(selected: &Selected, mut reading: Reading, today: NaiveDate) -> Finding {
    let check = &selected.check;
    if let Some(reason) = reading.skipped {
        return finding(selected, Status::Skipped, reason);
    }
    let accepted = take_accepted(selected, &mut reading, today);
    let (status, value) = status(selected, &reading);
    // What is already critical stays so, whatever else there is; anything better might be wrong.
    if let Some(blind) = reading.blind.filter(|_| status != Status::Critical) {
        return Finding { missing_grant: reading.missing_grant, ..finding(selected, Status::Unknown, blind) };
    }
    if status == Status::Unknown {
        return finding(selected, status, "the server gave no number".to_owned());
    }
    let mut message = reading.message;
    let status = if accepted.is_empty() { status } else { status.max(Status::Info) };
    for acceptance in &accepted {
        message.push_str(&format!("; accepted until {}: {}", acceptance.until, acceptance.reason));
    }
    if status == Status::Ok || status == Status::Info && !accepted.is_empty() && reading.objects.is_empty() {
        return Finding { value, accepted, ..finding(selected, status, message) };
    }
    let concerned = |object: &Object| object.value.is_none_or(|value| selected.status_of(&object.name, value) > Status::Ok);
    let objects: Vec<Object> = reading.objects.into_iter().filter(concerned).collect();
    for acceptance in selected.accepted.iter().filter(|acceptance| acceptance.until < today) {
        if objects.iter().any(|object| acceptance.covers(&object.name)) {
            message.push_str(&expired(acceptance));
        }
    }
    let mut remedy_sql: Vec<String> = Vec::new();
    for sql in objects.iter().filter_map(|object| object.remedy_sql.as_ref()) {
        // Several sessions may wait for the same one.
        if !remedy_sql.contains(sql) {
            remedy_sql.push(sql.clone());
        }
    }
    let remedy = Some(check.remedy.to_owned());
    let remedy_lock = check.lock.filter(|_| !remedy_sql.is_empty());
    Finding { value, objects, remedy, remedy_sql, remedy_lock, accepted, ..finding(selected, status, message) }
}

/// Takes away the objects that somebody lives with, and what they add to the value. Gives what covers them.
fn take_accepted(selected: &Selected, reading: &mut Reading, today: NaiveDate) -> Vec<Acceptance> {
    let counts = |acceptance: &&Acceptance| acceptance.until >= today;
    let Some(value) = reading.value else { return Vec::new() };
    let mut accepted: Vec<Acceptance> = Vec::new();
    let mut number = 0.0;
    let measured = selected.check.measures_objects();
    reading.objects.retain(|object| {
        let fine = object.value.is_some_and(|value| selected.status_of(&object.name, value) == Status::Ok);
        let mut covering = selected.accepted.iter().filter(counts).filter(|acceptance| acceptance.covers(&object.name));
        let Some(acceptance) = covering.next().filter(|_| !fine) else { return true };
        if !accepted.contains(acceptance) {
            accepted.push(acceptance.clone());
        }
        number += 1.0;
        false
    });
    if !accepted.is_empty() {
        let worst = |one: f64, other: f64| if selected.check.direction.beyond(one, other) { one } else { other };
        reading.value = match reading.objects.iter().filter_map(|object| object.value).reduce(worst) {
            Some(worst) if measured => Some(worst),
            // Nothing is left that could be worse than what was accepted: its value is told, and no longer judged.
            None if measured => selected.fine_value().or(Some(value)),
            _ => Some(value - number),
        };
    }
    accepted
}

/// How it stands with what is left, and the value that says so.
fn status(selected: &Selected, reading: &Reading) -> (Status, Option<f64>) {
    let Some(value) = reading.value else { return (Status::Unknown, None) };
    let judged = reading.objects.iter().filter_map(|object| {
        let value = object.value?;
        Some((selected.status_of(&object.name, value), value))
    });
    // Where some objects have thresholds of their own, the worst value need not be the gravest.
    if selected.objects.is_empty() {
        (selected.thresholds.status(selected.check.direction, value), Some(value))
    } else {
        let worst = judged.reduce(|worst, next| if next.0 > worst.0 { next } else { worst });
        worst.map_or_else(
            || (selected.thresholds.status(selected.check.direction, value), Some(value)),
            |(status, value)| (status, Some(value)),
        )
    }
}

/// Makes less of a finding that somebody lives with whatever it is about, or says that they no longer do.
fn accept_whole(selected: &Selected, mut finding: Finding, today: NaiveDate) -> Finding {
    if finding.status <= Status::Ok {
        return finding;
    }
    let whole: Vec<&Acceptance> = selected.accepted.iter().filter(|acceptance| acceptance.object.is_none()).collect();
    if let Some(acceptance) = whole.iter().find(|acceptance| acceptance.until >= today) {
        finding.message.push_str(&format!("; accepted until {}: {}", acceptance.until, acceptance.reason));
        finding.status = Status::Info;
        finding.accepted.push((*acceptance).clone());
    } else if let Some(acceptance) = whole.first() {
        finding.message.push_str(&expired(acceptance));
    }
    finding
}

fn expired(acceptance: &Acceptance) -> String {
    format!("; it was accepted until {} only ({})", acceptance.until, acceptance.reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::checks::CHECKS;
    use super::*;

    fn judged(name: &str, reading: Reading) -> Finding {
        let check = CHECKS.iter().find(|check| check.name == name).unwrap();
        judge(&Selected::of(*check), Evidence::Read(reading), day("2026-06-01"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_worst_decides_and_unknown_never_hides_critical() {
        use Status::{Critical, Info, Ok, Skipped, Unknown, Warning};
        let mut states = [Unknown, Ok, Critical, Skipped, Warning, Info];
        states.sort();
        assert_eq!(states, [Skipped, Ok, Info, Warning, Unknown, Critical]);
        assert_eq!(worst(&[]), Skipped);
    }

    #[test]
    fn no_number_is_unknown() {
        for value in [None, Some(f64::NAN)] {
            assert_eq!(judged("connections", Reading { value, ..Reading::default() }).status, Status::Unknown);
        }
    }

    #[test]
    fn a_partial_view_is_unknown_unless_it_is_critical_already() {
        let reading = |value| Reading { value: Some(value), blind: Some("hidden".into()), ..Reading::default() };
        for (value, status) in [(0.0, Status::Unknown), (85.0, Status::Unknown), (95.0, Status::Critical)] {
            assert_eq!(judged("connections", reading(value)).status, status, "{value}");
        }
    }

    #[test]
    fn only_what_is_beyond_the_warning_is_named_and_ended() {
        let object = |name: &str, value, sql: &str| Object { name: name.into(), value, remedy_sql: Some(sql.into()) };
        let objects = vec![
            object("old", Some(1000.0), "end 1"),
            object("also old", Some(400.0), "end 1"),
            object("young", Some(2.0), "end 2"),
        ];
        let finding = judged("idle_in_transaction", Reading { value: Some(1000.0), objects, ..Reading::default() });
        assert_eq!(finding.objects.iter().map(|object| object.name.as_str()).collect::<Vec<_>>(), ["old", "also old"]);
        assert_eq!(finding.remedy_sql, ["end 1"]);
    }

    #[test]
    fn what_is_accepted_is_info_until_its_day_is_over() {
        let check = CHECKS.iter().find(|check| check.name == "dead_rows").unwrap();
        let object = |name: &str, value| Object { name: format!("{name}: rows"), value: Some(value), remedy_sql: None };
        let reading = Reading {
            value: Some(9.0),
            message: "the worst".into(),
            objects: vec![object("a.log", 9.0), object("a.b", 3.0), object("a.c", 1.0)],
            ..Reading::default()
        };
        let accept = |object: Option<&str>| Acceptance {
            check: "dead_rows".into(),
            object: object.map(str::to_owned),
            until: day("2026-06-30"),
            reason: "known".into(),
        };
        let judged = |accepted: &[Acceptance], on: &str| {
            let selected = Selected { accepted: accepted.to_vec(), ..Selected::of(*check) };
            let finding = judge(&selected, Evidence::Read(reading.clone()), day(on));
            (finding.status, finding.value, finding.objects.len(), finding.message)
        };
        let log = accept(Some("a.log"));
        assert_eq!(judged(&[], "2026-06-30").0, Status::Critical);
        let told = "the worst; accepted until 2026-06-30: known".to_owned();
        assert_eq!(judged(std::slice::from_ref(&log), "2026-06-30"), (Status::Warning, Some(3.0), 1, told.clone()));
        assert_eq!(judged(&[log.clone(), accept(Some("a.b"))], "2026-06-30").0, Status::Info);
        assert_eq!(judged(&[accept(None)], "2026-06-30"), (Status::Info, Some(9.0), 2, told));
        let back = "the worst; it was accepted until 2026-06-30 only (known)".to_owned();
        assert_eq!(judged(&[log], "2026-07-01"), (Status::Critical, Some(9.0), 2, back.clone()));
        assert_eq!(judged(&[accept(None)], "2026-07-01"), (Status::Critical, Some(9.0), 2, back));
    }

    #[test]
    fn an_object_may_have_thresholds_of_its_own() {
        let check = CHECKS.iter().find(|check| check.name == "dead_rows").unwrap();
        let object = |name: &str, value| Object { name: format!("{name}: rows"), value: Some(value), remedy_sql: None };
        let limits = Thresholds { info: None, warning: Some(50.0), critical: None };
        let selected = Selected { objects: vec![("a.log*".into(), limits)], ..Selected::of(*check) };
        let judged = |objects: Vec<Object>| {
            let reading = Reading { value: objects[0].value, objects, ..Reading::default() };
            let finding = judge(&selected, Evidence::Read(reading), day("2026-06-01"));
            (finding.status, finding.value)
        };
        assert_eq!(judged(vec![object("a.log", 40.0)]), (Status::Ok, Some(40.0)));
        assert_eq!(judged(vec![object("a.logs", 60.0)]), (Status::Warning, Some(60.0)));
        assert_eq!(judged(vec![object("a.log", 40.0), object("a.b", 3.0)]), (Status::Warning, Some(3.0)));
    }

    proptest! {
        #[test]
        fn without_a_whole_number_nothing_is_ok(
            check in 0..CHECKS.len(),
            value in prop_oneof![Just(None), Just(Some(f64::NAN)), (-1e9..1e9f64).prop_map(Some)],
            blind in proptest::option::of("[a-z]{1,5}"),
        ) {
            let check = &CHECKS[check];
            let whole = value.is_some_and(|value| !value.is_nan()) && blind.is_none();
            let reading = Reading { value, blind, ..Reading::default() };
            let finding = judge(&Selected::of(*check), Evidence::Read(reading), day("2026-06-01"));
            if !whole {
                prop_assert!(matches!(finding.status, Status::Unknown | Status::Critical));
            }
            prop_assert_eq!(finding.value.is_none(), finding.status == Status::Unknown);
        }
    }
}
