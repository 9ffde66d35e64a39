//! Whether materialized views can be read, and refreshed.

use super::{info, limits};
use crate::health::check::{Answer, Check, Group, Unit};

const BASE: Check = Check { group: Group::Matviews, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "unpopulated_matviews",
        meaning: "materialized views that were never filled",
        why: "to read one is an error",
        sql: include_str!("../../postgres/queries/health_unpopulated_matviews.sql"),
        answer: Answer::Count("unpopulated materialized view"),
        remedy: "refresh it",
        lock: Some("ACCESS EXCLUSIVE on the view, which nobody can read so far; ACCESS SHARE on what it reads"),
        ..BASE
    },
    Check {
        name: "stale_matviews",
        meaning: "for how long the materialized view that is most behind was not refreshed, of those that pgkeel refreshes",
        why: "its readers see what was, and nothing tells them; a day is the rhythm of most, after a week nobody refreshes it any more; \
              one is behind when what it reads has changed since, or its last refresh failed",
        sql: include_str!("../../postgres/queries/health_stale_matviews.sql"),
        answer: Answer::Worst("materialized view that is behind"),
        unit: Unit::Seconds,
        thresholds: limits(86_400.0, 604_800.0),
        grant: Some("GRANT USAGE ON SCHEMA pgkeel TO {role}; GRANT SELECT ON pgkeel.matview_refreshes TO {role}"),
        absent: Some("no refresh by pgkeel is on record"),
        remedy: "`pgkeel matviews refresh --due`, from cron; where it is refreshed by other means, or may be old, accept it",
        lock: Some("ACCESS EXCLUSIVE on the view: blocks its readers; pgkeel refreshes CONCURRENTLY where that is possible"),
        ..BASE
    },
    Check {
        name: "matviews_without_unique_index",
        meaning: "materialized views that cannot be refreshed CONCURRENTLY",
        why: "while such a view is refreshed nobody can read it",
        sql: include_str!("../../postgres/queries/health_matviews_without_unique_index.sql"),
        answer: Answer::Count("materialized view without a unique index"),
        thresholds: info(0.0),
        remedy: "make a unique index over columns that tell its rows apart, without WHERE and expressions: `pgkeel matviews status` names them where \
                 the query tells, and prints what counts them where it does not",
        ..BASE
    },
];
