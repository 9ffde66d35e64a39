//! What the statements of the applications take.

use super::limits;
use crate::health::check::{Check, Extension, Group};

const BASE: Check = Check { group: Group::Queries, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[Check {
    name: "slow_queries",
    meaning: "statements of this database that take more than 1000 ms on average (pg_stat_statements)",
    why: "a mean of a second means that users wait; the numbers are those of LayoverHQ",
    sql: include_str!("../../postgres/queries/health_slow_queries.sql"),
    thresholds: limits(50.0, 100.0),
    extension: Some(Extension { name: "pg_stat_statements", since: (1, 8) }),
    grant: Some("GRANT SELECT ON pg_stat_statements TO {role}"),
    remedy: "run EXPLAIN (ANALYZE, BUFFERS) on the statements that take the most time in total",
    ..BASE
}];
