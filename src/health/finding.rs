//! What a check came to: evidence from the server in, a verdict out. What could not be seen is never ok.

use serde::Serialize;

use super::check::{Check, Group, Unit};
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
}

/// Judges a check by its evidence.
pub fn judge(check: &Check, thresholds: Thresholds, evidence: Evidence) -> Finding {
    let finding = |status, message| Finding {
        check: check.name,
        group: check.group,
        meaning: check.meaning,
        status,
        value: None,
        unit: check.unit,
        thresholds,
        direction: check.direction,
        message,
        objects: Vec::new(),
        remedy: None,
        remedy_sql: Vec::new(),
        remedy_lock: None,
        missing_grant: None,
    };
    match evidence {
        Evidence::NotApplicable { reason, remedy, remedy_sql } => {
            Finding { remedy, remedy_sql, ..finding(Status::Skipped, reason) }
        }
        Evidence::Failed { reason, missing_grant } => Finding { missing_grant, ..finding(Status::Unknown, reason) },
        Evidence::Read(reading) => {
            if let Some(reason) = reading.skipped {
                return finding(Status::Skipped, reason);
            }
            let status = reading.value.map_or(Status::Unknown, |value| thresholds.status(check.direction, value));
            // What is already critical stays so, whatever else there is; anything better might be wrong.
            if let Some(blind) = reading.blind.filter(|_| status != Status::Critical) {
                return Finding { missing_grant: reading.missing_grant, ..finding(Status::Unknown, blind) };
            }
            if status == Status::Unknown {
                return finding(status, "the server gave no number".to_owned());
            }
            if status == Status::Ok {
                return Finding { value: reading.value, ..finding(status, reading.message) };
            }
            let concerned =
                |object: &Object| object.value.is_none_or(|value| thresholds.status(check.direction, value) > Status::Ok);
            let objects: Vec<Object> = reading.objects.into_iter().filter(concerned).collect();
            let mut remedy_sql: Vec<String> = Vec::new();
            for sql in objects.iter().filter_map(|object| object.remedy_sql.as_ref()) {
                // Several sessions may wait for the same one.
                if !remedy_sql.contains(sql) {
                    remedy_sql.push(sql.clone());
                }
            }
            let remedy = Some(check.remedy.to_owned());
            let remedy_lock = check.lock.filter(|_| !remedy_sql.is_empty());
            Finding { value: reading.value, objects, remedy, remedy_sql, remedy_lock, ..finding(status, reading.message) }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::checks::CHECKS;
    use super::*;

    fn judged(name: &str, reading: Reading) -> Finding {
        let check = CHECKS.iter().find(|check| check.name == name).unwrap();
        judge(check, check.thresholds, Evidence::Read(reading))
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
            let finding = judge(check, check.thresholds, Evidence::Read(reading));
            if !whole {
                prop_assert!(matches!(finding.status, Status::Unknown | Status::Critical));
            }
            prop_assert_eq!(finding.value.is_none(), finding.status == Status::Unknown);
        }
    }
}
