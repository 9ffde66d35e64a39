//! Whether materialized views can be read, and refreshed.

use super::info;
use crate::health::check::{Answer, Check, Group};

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
        name: "matviews_without_unique_index",
        meaning: "materialized views that cannot be refreshed CONCURRENTLY",
        why: "while such a view is refreshed nobody can read it",
        sql: include_str!("../../postgres/queries/health_matviews_without_unique_index.sql"),
        answer: Answer::Count("materialized view without a unique index"),
        thresholds: info(0.0),
        remedy: "make a unique index over columns that tell its rows apart, without WHERE and expressions",
        ..BASE
    },
];
