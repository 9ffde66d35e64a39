//! The checks. A new one is a row in its group's file and a file of SQL.

mod capacity;
mod matviews;
mod partitions;
mod queries;
mod replication;
mod schema;
mod security;
mod sessions;
mod vacuum;

use std::sync::LazyLock;

use super::check::{Answer, Check, Group, Unit};
use super::threshold::{Direction, Thresholds};

/// Every check, in the order in which it is run and shown.
pub static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
    [
        capacity::CHECKS,
        queries::CHECKS,
        sessions::CHECKS,
        replication::CHECKS,
        vacuum::CHECKS,
        schema::CHECKS,
        partitions::CHECKS,
        matviews::CHECKS,
        security::CHECKS,
    ]
    .concat()
});

/// What most checks have in common: a count of which any is worth a look, that any role may ask of any server.
pub(super) const BASE: Check = Check {
    name: "",
    group: Group::Schema,
    meaning: "",
    why: "",
    sql: "",
    before: None,
    answer: Answer::Row,
    unit: Unit::Count,
    direction: Direction::HighIsBad,
    thresholds: warning(0.0),
    since: 13,
    extension: None,
    grant: None,
    reserved: None,
    absent: None,
    apart: false,
    remedy: "",
    lock: None,
};

/// The check of which `pgkeel.toml` says what is expected, and what its SQL says where nothing is.
pub(super) const EXPECTED_SETTINGS: &str = "expected_settings";
pub(super) const NO_SETTINGS: &str = "'{}'";

/// Lets a role see what other roles' sessions do.
const SEE_SESSIONS: Option<&str> = Some("GRANT pg_read_all_stats TO {role}");

const fn limits(warning: f64, critical: f64) -> Thresholds {
    Thresholds { info: None, warning: Some(warning), critical: Some(critical) }
}

const fn warning(warning: f64) -> Thresholds {
    Thresholds { info: None, warning: Some(warning), critical: None }
}

const fn info(info: f64) -> Thresholds {
    Thresholds { info: Some(info), warning: None, critical: None }
}

const fn critical(critical: f64) -> Thresholds {
    Thresholds { info: None, warning: None, critical: Some(critical) }
}
