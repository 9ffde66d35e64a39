//! The shape of a check.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::threshold::{Direction, Thresholds};
use crate::amount;

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    Capacity,
    Queries,
    Sessions,
    Replication,
    Vacuum,
    Schema,
    Partitions,
    Matviews,
    Security,
    Own,
}

impl Group {
    pub const ALL: [Self; 10] = [
        Self::Capacity,
        Self::Queries,
        Self::Sessions,
        Self::Replication,
        Self::Vacuum,
        Self::Schema,
        Self::Partitions,
        Self::Matviews,
        Self::Security,
        Self::Own,
    ];

    /// As it is typed in `--group`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Queries => "queries",
            Self::Sessions => "sessions",
            Self::Replication => "replication",
            Self::Vacuum => "vacuum",
            Self::Schema => "schema",
            Self::Partitions => "partitions",
            Self::Matviews => "matviews",
            Self::Security => "security",
            Self::Own => "own",
        }
    }
}

/// How a check's query answers, and what the value is.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// One row, whose columns are found by name:
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `value` | double precision | in [`Check::unit`]; NULL is "not known", never "fine" |
    /// | `message` | text | what was found, in a line |
    /// | `skipped` | text, optional | why the question has no answer here; NULL where it has one |
    /// | `blind` | text, optional | why the value may leave something out; NULL where it is whole |
    /// | `lacks_privilege` | boolean, optional | it is blind for want of [`Check::grant`] |
    /// | `missing_grant` | text, optional | the GRANT that would help, where it is another one |
    /// | `objects` | text[], optional | what the value is about, worst first |
    /// | `object_values` | double precision[], optional | each one's own value: those within bounds are not shown |
    /// | `object_remedies` | text[], optional | the SQL that would put each right |
    Row,
    /// One row for each of what the noun names; the value is how many there are.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `object` | text | what it is; a row without it only says that the answer is `skipped` or `blind` |
    /// | `remedy` | text, optional | the SQL that would put it right |
    /// | `skipped`, `blind`, `lacks_privilege`, `missing_grant` | optional | as above; one row that has them is enough |
    Count(&'static str),
    /// As `Count`, and each has a `value` (double precision): the worst is the check's, and it is unknown where one is NULL. Without
    /// a row it is 0; where low values are bad there is nothing to ask about then.
    Worst(&'static str),
    /// One row with a counter that only rises, judged by how many come in an hour; the noun is what it counts.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `count` | double precision | where it stands |
    /// | `counts_since` | double precision | since when it counts, in seconds since 1970 |
    /// | `at` | double precision | now, in the same |
    /// | `skipped`, `blind`, `lacks_privilege`, `missing_grant` | optional | as above |
    Rate(&'static str),
    /// As `Rate`, and `of`, the counter that it is a part of: judged by the per cent of what came lately, where that were at least
    /// `sample`.
    Share { one: &'static str, sample: f64 },
    /// One row with counters that must not reach an end, judged by the seconds until the first one will: the arrays `counted` (text),
    /// `counts` and `ends` (double precision), and `at` as above.
    Forecast(&'static str),
    /// The user's own: a row whose value, in its column `value` or its only one, is compared; of several the worst.
    OwnValue,
    /// The user's own: each row is bad.
    OwnRows,
}

/// What a check's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// 0 to 100, never a fraction.
    Percent,
    Seconds,
    Count,
    Bytes,
    /// How many times what is usual or allowed.
    Times,
}

/// An extension whose objects a check reads.
#[derive(Debug, Clone, Copy)]
pub struct Extension {
    pub name: &'static str,
    /// The oldest version of the extension that has what is read: `(1, 8)` is 1.8.
    pub since: (u32, u32),
}

/// One question to a server, with all that is needed to ask it, to judge the answer, and to help.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// As it is typed in `--only` and `pgkeel.toml`.
    pub name: &'static str,
    pub group: Group,
    /// What the value is, in a line.
    pub meaning: &'static str,
    /// Why it matters, and where the thresholds come from.
    pub why: &'static str,
    pub sql: &'static str,
    /// The SQL of majors below this one, where catalogs were others.
    pub before: Option<(u32, &'static str)>,
    pub answer: Answer,
    pub unit: Unit,
    pub direction: Direction,
    /// Where nothing else is configured.
    pub thresholds: Thresholds,
    /// The oldest major version of PostgreSQL that can answer.
    pub since: u32,
    pub extension: Option<Extension>,
    /// What a role needs beyond CONNECT; `{role}` stands for the role, quoted. `None`: anybody may ask.
    pub grant: Option<&'static str>,
    /// Why the question has no answer where a table that its SQL reads is not there. `None`: it reads the server's own.
    pub absent: Option<&'static str>,
    /// Its SQL leaves marks in the session that others would read: it is asked on a connection of its own.
    pub apart: bool,
    /// Why nobody but a superuser may ask by itself: then the check is skipped for all others, with the grant, where one can be advised.
    pub reserved: Option<&'static str>,
    /// What to do when it is not ok.
    pub remedy: &'static str,
    /// What the SQL of the remedy locks, and whom that is in the way of. `None`: nothing.
    pub lock: Option<&'static str>,
}

impl Check {
    /// What a server of this major is asked.
    pub fn sql_for(&self, major: u32) -> &'static str {
        self.before.filter(|(since, _)| major < *since).map_or(self.sql, |(_, sql)| sql)
    }

    /// Whether it is the user's.
    pub fn is_own(&self) -> bool {
        matches!(self.answer, Answer::OwnValue | Answer::OwnRows)
    }

    /// Whether each object has a value of its own, which is judged.
    pub fn measures_objects(&self) -> bool {
        match self.answer {
            Answer::Worst(_) | Answer::Forecast(_) | Answer::OwnValue => true,
            Answer::Row => self.sql.contains("AS object_values"),
            Answer::Count(_) | Answer::Rate(_) | Answer::Share { .. } | Answer::OwnRows => false,
        }
    }
}

impl Unit {
    /// Why a number cannot be a threshold in this unit.
    pub(super) fn refuses(self, threshold: f64) -> Option<String> {
        let percent = self == Self::Percent;
        if !threshold.is_finite() {
            Some("is not a number".to_owned())
        } else if threshold < 0.0 {
            Some("is below zero".to_owned())
        } else if percent && threshold > 0.0 && threshold < 1.0 {
            Some(format!("is a percentage: write {}, not {threshold}", threshold * 100.0))
        } else if percent && threshold > 100.0 {
            Some("is a percentage: it is at most 100".to_owned())
        } else {
            None
        }
    }

    /// A value for people: `81.3 %`, `5 min 12 s`, `3`.
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Percent => format!("{value:.1} %"),
            Self::Seconds if value.abs() >= 172_800.0 => format!("{:.1} days", value / 86_400.0),
            Self::Seconds if value.abs() >= 7200.0 => format!("{:.1} h", value / 3_600.0),
            Self::Seconds if value < 60.0 => format!("{value:.1} s"),
            Self::Seconds => amount::duration(Duration::try_from_secs_f64(value).unwrap_or(Duration::MAX)),
            Self::Count => format!("{value}"),
            #[expect(clippy::cast_possible_truncation, reason = "beyond i64 it stays there")]
            Self::Bytes => amount::bytes(value as i64),
            Self::Times => format!("{value:.1} ×"),
        }
    }
}
